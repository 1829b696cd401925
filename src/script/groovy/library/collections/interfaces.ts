import { interfaceClass } from "../language.ts";

export const iterableClass = interfaceClass("java.lang.Iterable");
export const collectionClass = interfaceClass("java.util.Collection", { extends: [iterableClass] });
