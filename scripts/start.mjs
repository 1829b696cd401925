/** `npm start`: sets everything up, then runs the demo in this process. */
import { ensureBuild, ensureDependencies } from "./setup.mjs";

ensureDependencies();
ensureBuild();
process.argv.splice(2, process.argv.length, "demo");
await import("../dist/cli/main.js");
