import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commonNames, dns, makeCertificate } from "../../src/device/testing/certificates.ts";
import { startTestGateway } from "../../src/gateway/testing/harness.ts";
import { createPki } from "../../src/gateway/testing/pki.ts";

/** What follows from a certificate of the deployment's own authority, and from nothing else. */
const privateAuthority = new Set(["cert_chain_of_trust", "cert_revocation", "DNS_CAArecord"]);
const severe = new Set(["LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL"]);

const quiet = ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--sneaky"];
/** Everything that testssl knows of protocols, suites and vulnerabilities; not the simulation of 30 browsers. */
const checks = ["--protocols", "--server-defaults", "--fs", "--std", "--vulnerable"];

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

test("testssl.sh finds nothing of LOW or above at the example's listener", { timeout: 480_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-testssl-"));
  const example = await readFile("examples/mtls-intune/gateway/admin.json", "utf8");
  const pki = await createPki();
  // As the development authority makes them: with a serial number that nobody can guess.
  const own = await makeCertificate({
    subject: commonNames("localhost"),
    names: dns("localhost"),
    issuer: pki.ca,
    serialNumber: "4a11c0ffee4a11c0ffee4a11c0ffee4a",
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 90 * 86_400_000),
  });
  const gateway = await startTestGateway({
    pki: { ...pki, gateway: own },
    files: { "admin.json": example },
    routes: {
      "a.json": { name: "a", handler: { type: "StaticResponseHandler", config: { status: 200, entity: "a" } } },
    },
    options: { environment: { PKI_DIRECTORY: "pki", GATEWAY_PORT: "0" }, limits: { connectionsPerAddress: 4_000 } },
  });
  try {
    const file = join(folder, "findings.json");
    await run("testssl", [...quiet, ...checks, "--jsonfile", file, "--ip", "127.0.0.1", `localhost:${gateway.port}`]);
    const findings: Finding[] = JSON.parse(await readFile(file, "utf8"));
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(["heartbleed", "ROBOT", "TLS1_3", "LUCKY13"]));
    const bad = findings.filter(({ id, severity }) => severe.has(severity) && !privateAuthority.has(id));
    expect(bad).toEqual([]);
  } finally {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  }
});

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], timeout: 450_000 });
    child.on("error", reject);
    // The exit code counts findings.
    child.on("exit", () => resolve());
  });
}
