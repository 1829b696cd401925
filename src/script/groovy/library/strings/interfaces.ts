import { interfaceClass } from "../language.ts";

export const charSequenceClass = interfaceClass("java.lang.CharSequence");
export const comparableClass = interfaceClass("java.lang.Comparable");
