import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/log.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../../src/device/testing/certificates.ts";
import { createRevocationChecker } from "../../src/gateway/revocation/revocation.ts";
import type { RevocationSettings } from "../../src/gateway/tls/model.ts";
import { endOf } from "../harness/end-of.ts";
import { freePort } from "../harness/ports.ts";

/** Debian's openssl as the authority: its lists and its OCSP responder. */

let folder: string;
let responder: ChildProcess;
let address: URL;
let authority: TestKeyPair;
let list: Buffer;
const path: Record<"good" | "revoked" | "unheard" | "foreign", readonly X509Certificate[]> = {
  good: [],
  revoked: [],
  unheard: [],
  foreign: [],
};
const dispatcher = new Agent();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-revocation-"));
  const at = (file: string): string => join(folder, file);
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  const foreign = await makeCertificate({ subject: commonNames("CA"), ca: true });
  const leaf = async (serialNumber: string, issuer: TestKeyPair) => {
    const made = await makeCertificate({ subject: commonNames(serialNumber), serialNumber, issuer });
    return [made, issuer].map(({ der }) => new X509Certificate(der));
  };
  path.good = await leaf("aa01", authority);
  path.revoked = await leaf("aa02", authority);
  path.unheard = await leaf("aa03", authority);
  path.foreign = await leaf("aa01", foreign);
  writeFileSync(at("ca.pem"), authority.certificate);
  writeFileSync(at("ca-key.pem"), authority.key);
  const row = (state: string, serial: string) =>
    [state, "390101000000Z", state === "R" ? "260101000000Z" : "", serial, "unknown", `/CN=${serial}`].join("\t");
  writeFileSync(at("index.txt"), `${row("V", "AA01")}\n${row("R", "AA02")}\n`);
  writeFileSync(at("crlnumber"), "01\n");
  writeFileSync(
    at("ca.conf"),
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${at("index.txt")}\ncrlnumber=${at("crlnumber")}\ndefault_md=sha256\n`,
  );
  const signer = ["-cert", at("ca.pem"), "-keyfile", at("ca-key.pem")];
  execFileSync(
    "openssl",
    ["ca", "-gencrl", "-config", at("ca.conf"), ...signer, "-crldays", "5", "-out", at("crl.pem")],
    {
      stdio: "pipe",
    },
  );
  list = Buffer.from(readFileSync(at("crl.pem"), "utf8").replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  const port = await freePort();
  address = new URL(`http://127.0.0.1:${port}/`);
  const keys = ["-CA", at("ca.pem"), "-rsigner", at("ca.pem"), "-rkey", at("ca-key.pem")];
  const serving = ["-port", String(port), "-index", at("index.txt"), "-nmin", "60", "-ignore_err"];
  responder = spawn("openssl", ["ocsp", ...serving, ...keys], { stdio: "ignore" });
  await vi.waitFor(() => fetch(address), { timeout: 20_000, interval: 100 });
});
afterAll(async () => {
  await endOf(responder);
  await dispatcher.close();
  rmSync(folder, { recursive: true, force: true });
});

const none: RevocationSettings = { lists: [], ocsp: null, distributionPoints: false };

async function statusOf(settings: Partial<RevocationSettings>, which: keyof typeof path): Promise<string> {
  const checker = createRevocationChecker(
    { ...none, ...settings },
    { dispatcher, clock: systemClock, log: silentLogger },
  );
  const first = (await checker.check(path[which])).status;
  // The second time the answer is remembered.
  expect(checker.check(path[which])).not.toBeInstanceOf(Promise);
  return first;
}

test.each([
  ["good", "good"],
  ["revoked", "revoked"],
  ["unheard", "unknown"],
  ["foreign", "unknown"],
] as const)("the responder's word for a certificate that is %s: %s", async (which, status) => {
  expect(await statusOf({ ocsp: { address } }, which)).toBe(status);
});

test.each([
  ["good", "good"],
  ["revoked", "revoked"],
  ["foreign", "unknown"],
] as const)("the list's word for a certificate that is %s: %s", async (which, status) => {
  expect(await statusOf({ lists: [list] }, which)).toBe(status);
});

test("nothing is known when nobody answers, or nobody can be asked", async () => {
  expect(await statusOf({ ocsp: { address: new URL("http://127.0.0.1:9/") } }, "good")).toBe("unknown");
  expect(await statusOf({ ocsp: { address: undefined } }, "good")).toBe("unknown");
});
