/** `npm run build`: the server with tsc, the login page with Vite, into dist/. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);

rmSync(join(root, "dist"), { recursive: true, force: true });
run(bin("tsc"), ["-p", "tsconfig.build.json"]);
run(bin("vite"), ["build", "--logLevel", "warn"]);
