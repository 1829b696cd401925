/** An interpreter of the Groovy that gateway scripts use: see docs/gateway.md. Nothing of JavaScript is reachable from it. */

export { type HostClassSpec, type HostType, hostClass, type PropertySpec } from "./host-class.ts";
export { entryClass } from "./library/items.ts";
export { fromJson, toJson } from "./library/json-values.ts";
export { groovyPromise, promiseOf } from "./library/promises.ts";
export type { Meter } from "./meter.ts";
export { toText as groovyText } from "./runtime/text.ts";
export { type Bindings, compileGroovy, type GroovyOptions, type GroovyRun, type GroovyScript } from "./script.ts";
export { type GroovyFailure, groovyError, groovyFailure } from "./thrown.ts";
export * from "./values.ts";
