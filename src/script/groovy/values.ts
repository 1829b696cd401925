/** The values of a Groovy script: what they are, how they are made, by what sets and maps find them. */

export * from "./values/keys.ts";
export * from "./values/make.ts";
export * from "./values/types.ts";
