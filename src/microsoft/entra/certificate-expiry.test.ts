import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { Secret } from "../../core/secret.ts";
import type { MicrosoftConnection } from "../connection.ts";
import type { DiagnosisStep } from "../diagnosis/step.ts";
import { type FakeMicrosoft, type FakeReply, issued, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { device, deviceId, type SetUp, setUp } from "../testing/set-up.ts";
import { readCertificate } from "./certificate.ts";

let fake: FakeMicrosoft;
let setting: SetUp;
let credential: MicrosoftConnection["credential"];
let end: number;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
  const directory = mkdtempSync(join(tmpdir(), "expiry-"));
  const made = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out app.pem -subj /CN=app -days 365".split(" ");
  execFileSync("openssl", made, { cwd: directory, stdio: "pipe" });
  const texts = ["app.pem", "key.pem"].map((name) => readFileSync(join(directory, name), "utf8"));
  rmSync(directory, { recursive: true });
  credential = await readCertificate({ format: "pem", text: new Secret(texts.join("\n")) });
  end = Date.parse(new X509Certificate(texts[0] ?? "").validTo);
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const day = 24 * 60 * 60_000;
const good = () => ({ status: 200, body: device() });

/** A client whose clock shows that many milliseconds before the certificate's end. */
function startBefore(left: number): MicrosoftConnection {
  setting = setUp(fake, {}, { clock: frozenClock(end - left) });
  return { ...setting.connection, credential };
}

const warnings = () => setting.logged.filter((line) => line.includes("certificate-expire"));

describe("whoever asks for a token with a certificate", () => {
  it("that lasts for more than 30 days is told nothing", async () => {
    const connection = startBefore(30 * day + 1);
    fake.play({ graph: good });
    await setting.client.verdict(connection, deviceId);
    expect(warnings()).toEqual([]);
  });

  it("that expires within 30 days is warned at every token, with the day and what to do", async () => {
    const connection = startBefore(30 * day);
    fake.play({ graph: good, token: () => issued("t", 0) });
    for (const _ of [1, 2]) {
      expect(await setting.client.verdict(connection, deviceId)).toMatchObject({ outcome: "device" });
    }
    const validTo = new Date(end).toISOString().slice(0, 10);
    expect(warnings()).toHaveLength(2);
    expect(JSON.parse(warnings()[0] ?? "")).toMatchObject({
      reason: "certificate-expires-soon",
      validTo,
      next: expect.stringContaining("Register a new certificate"),
    });
  });

  it("that has expired is warned and still asks, because this machine's clock may be wrong", async () => {
    const connection = startBefore(-1);
    fake.play({ graph: good });
    expect(await setting.client.verdict(connection, deviceId)).toMatchObject({ outcome: "device" });
    expect(warnings()).toHaveLength(1);
  });

  const refusals: [number, string][] = [
    [700027, "certificate-expired"],
    [50012, "certificate-expired"],
    [700025, "client-secret-unexpected"],
  ];
  it.each(refusals)("that has expired, and is refused with AADSTS%i, learns %s", async (code, reason) => {
    const connection = startBefore(-1);
    const refused: FakeReply = { status: 401, body: { error: "invalid_client", error_codes: [code] } };
    fake.play({ token: () => refused });
    expect(await setting.client.verdict(connection, deviceId)).toMatchObject({
      outcome: "failure",
      reason,
      status: 401,
    });
  });
});

describe("a diagnosis", () => {
  async function configurationOf(left: number): Promise<readonly DiagnosisStep[]> {
    const connection = startBefore(left);
    fake.play({ graph: good });
    const steps: DiagnosisStep[] = [];
    for await (const step of setting.client.diagnose(connection)) steps.push(step);
    return steps;
  }

  it("ends at a certificate that has expired", async () => {
    expect(await configurationOf(-1)).toMatchObject([
      { name: "configuration", ok: false, reason: "certificate-expired", next: expect.stringContaining("Register") },
    ]);
  });

  it("remarks on one that expires soon, and goes on", async () => {
    const [step, ...others] = await configurationOf(day);
    expect(step).toMatchObject({ ok: true, reason: "certificate-expires-soon", next: expect.stringContaining("new") });
    expect(step?.detail).toContain(`valid until ${new Date(end).toISOString().slice(0, 10)}`);
    expect(others.length).toBeGreaterThan(3);
  });
});
