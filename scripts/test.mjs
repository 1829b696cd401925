/** `npm test`: sets everything up, then runs every check. The first one that fails ends it. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild, ensureDependencies, fail, run, say } from "./setup.mjs";

/** What the end-to-end tests need from Debian: the program to look for, and its package. */
const debianPackages = [
  { program: "chromium", package: "chromium" },
  { program: "certutil", package: "libnss3-tools" },
  { program: "openssl", package: "openssl" },
  { program: "curl", package: "curl" },
  { program: "groovy", package: "groovy" },
  { program: "java", package: "default-jre-headless" },
  { program: "slapd", package: "slapd" },
  { program: "aiosmtpd", package: "python3-aiosmtpd" },
  { program: "testssl", package: "testssl.sh" },
  { program: "nginx", package: "nginx-light" },
  { program: "haproxy", package: "haproxy" },
];

ensureDependencies();
ensureDebianPackages();
ensurePolicyFolder();
ensureBuild();

const started = Date.now();
for (const [title, script] of [
  ["Lint and format", "lint"],
  ["Types", "types"],
  ["Room rules", "rooms"],
  ["Unused code", "unused"],
  ["Unit tests", "unit"],
  ["End to end", "e2e"],
]) {
  say(`\n── ${title} (npm run ${script})`);
  run("npm", ["run", "--silent", script]);
}
say(`\nAll checks passed in ${Math.round((Date.now() - started) / 1000)} s.`);

function ensureDebianPackages() {
  const missing = debianPackages.filter(({ program }) => !isInstalled(program)).map((entry) => entry.package);
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !isInstalled("apt-get")) {
    fail(`The end-to-end tests need ${missing.join(", ")}. Install with:\n\n  sudo sh -c '${command}'\n`);
  }
  say(`Installing ${missing.join(", ")} …`);
  run("sh", ["-c", command.replaceAll("apt-get", "apt-get -qq -o Acquire::Retries=5")], {
    stdio: ["ignore", "ignore", "inherit"],
    // Runlevel 1 keeps Debian from starting what it installs: the tests start their own, on loopback.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  });
}

function isInstalled(program) {
  return (
    spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0 ||
    ["/usr/bin", "/usr/sbin"].some((folder) => existsSync(join(folder, program)))
  );
}

/** The browser tests tell Chromium by policy which certificate to use; it reads policies only from here. */
function ensurePolicyFolder() {
  const folder = "/etc/chromium/policies/managed";
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    fail(
      `The browser tests write a policy to ${folder}. Allow it with:\n\n  sudo install -d -o "$(id -un)" ${folder}\n`,
    );
  }
}
