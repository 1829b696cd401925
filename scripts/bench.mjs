/** `npm run bench`: sets everything up, then measures. Arguments go on to it. */
import { join } from "node:path";
import { ensureBuild, ensureDependencies, root, run } from "./setup.mjs";

ensureDependencies();
ensureBuild();
run(join(root, "node_modules", ".bin", "tsx"), ["bench/run.ts", ...process.argv.slice(2)]);
