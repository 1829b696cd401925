/** Composition: reads a deployment directory, starts, supervises and stops the parts. */
export { currentCode } from "./demo/code.ts";
export { runDemo } from "./demo/run-demo.ts";
export { isPartName, type PartName, partNames, type RunningPart } from "./parts/part.ts";
export { type Host, runDeployment, runPart } from "./run.ts";
