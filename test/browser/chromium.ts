import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { demo } from "../harness/demo.ts";

/**
 * Debian's Chromium with a home of its own, whose certificate database trusts the development CA as an administrator
 * would have it, and may hold a device's certificate as device management would have put it there.
 */
export interface DeviceBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @param device files, PEM; none: a browser without a client certificate */
export async function launchChromium(device?: { readonly cert: string; readonly key: string }): Promise<DeviceBrowser> {
  const home = mkdtempSync(join(tmpdir(), "sallyport-chromium-"));
  const removeHome = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  try {
    fillCertificateDatabase(home, device);
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: launchArguments,
      timeout: 100_000,
      env: { PATH: process.env.PATH ?? "", HOME: home, LANG: "en_US.UTF-8" },
    });
    return {
      browser,
      async close() {
        await browser.close().finally(removeHome);
      },
    };
  } catch (cause) {
    removeHome();
    throw cause;
  }
}

function fillCertificateDatabase(home: string, device: { cert: string; key: string } | undefined): void {
  const folder = join(home, ".pki", "nssdb");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = ["-d", `sql:${folder}`];
  run("certutil", ["-N", ...database, "--empty-password"]);
  run("certutil", ["-A", ...database, "-n", "development CA", "-t", "C,,", "-i", demo.ca]);
  if (device === undefined) return;
  const bundle = join(home, "device.p12");
  run("openssl", ["pkcs12", "-export", "-in", device.cert, "-inkey", device.key, "-out", bundle, "-passout", "pass:"]);
  run("pk12util", ["-i", bundle, ...database, "-W", ""]);
}

/** What the program printed is part of the error when it fails. */
function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: "pipe", timeout: 60_000 });
}
