/** `npm run build`: the server with tsc, the emulator's page as it is, the login page with Vite, into dist/. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);

rmSync(join(root, "dist"), { recursive: true, force: true });
run(bin("tsc"), ["-p", "tsconfig.build.json"]);
const page = join("emulator", "page");
cpSync(join(root, "src", page), join(root, "dist", page), { recursive: true, filter: (file) => !file.endsWith(".ts") });
run(bin("vite"), ["build", "--logLevel", "warn"]);
