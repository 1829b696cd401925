import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const command = fileURLToPath(new URL("../../node_modules/@rockcarver/frodo-cli/dist/launch.cjs", import.meta.url));

/** Runs `frodo` in `folder`, with a home of its own there, and returns what it wrote. Fails when the command fails. */
export function frodoCommand(args: readonly string[], folder: string): Promise<string> {
  const home = join(folder, "home");
  const env = {
    ...process.env,
    HOME: home,
    NO_COLOR: "1",
    FRODO_NO_CACHE: "1",
    FRODO_CONNECTION_PROFILES_PATH: join(home, "connections.json"),
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args], { cwd: folder, env, timeout: 120_000 }, (error, out, err) => {
      const text = stripVTControlCharacters(`${out}\n${err}`);
      if (error === null) resolve(text);
      else reject(new Error(`frodo ${args.slice(0, 4).join(" ")} failed:\n${text}`));
    });
  });
}
