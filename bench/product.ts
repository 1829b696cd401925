/**
 * A module as it was built and is shipped. tsx, which runs this benchmark, adds work to every function that it compiles, so
 * nothing that it has compiled is measured. Whoever loads one names the type of its source.
 */
export const built = (file: string) => import(new URL(`../dist/${file}`, import.meta.url).href);

export const microsoft: typeof import("../src/microsoft/index.ts") = await built("microsoft/index.js");
