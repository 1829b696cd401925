import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { systemRandom } from "../core/random.ts";
import { type DevelopmentPki, type DevelopmentPkiOptions, ensureDevelopmentPki } from "./development-pki.ts";

const day = 24 * 60 * 60 * 1000;
const clock = frozenClock("2030-01-01T00:00:00Z");
const compliant = { name: "COMPLIANT", commonName: "device1", dnsNames: ["device1.example.com"] };
const nameless = { name: "NOID", commonName: "laptop" };
const options: DevelopmentPkiOptions = {
  hosts: ["localhost", "127.0.0.1", "::1"],
  devices: [compliant, { ...compliant, name: "URI", uris: ["IntuneDeviceId://x"] }, nameless],
  clock,
  random: systemRandom,
};

let directory: string;
let root: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-pki-"));
  root = join(directory, "pki");
});

afterEach(() => rm(directory, { recursive: true }));

describe("ensureDevelopmentPki", () => {
  it("makes everything that is missing, keys readable by their owner only", async () => {
    const made = await ensureDevelopmentPki(root, options);
    const files = (await readdir(root, { recursive: true })).sort();
    expect(files).toEqual(
      [
        ...["ca", "gateway", "emulator", "devices/COMPLIANT", "devices/NOID", "devices/URI"].flatMap((name) => [
          `${name}-key.pem`,
          `${name}.pem`,
        ]),
        "devices",
      ].sort(),
    );
    expect(await modes(root, join(root, "devices"))).toEqual([0o700, 0o700]);
    for (const one of all(made)) {
      expect(isAbsolute(one.keyFile)).toBe(true);
      expect(await modes(one.keyFile)).toEqual([0o600]);
      expect(await readFile(one.keyFile, "utf8")).toBe(one.key);
      expect(await readFile(one.certificateFile, "utf8")).toBe(one.certificate);
      expect(new X509Certificate(one.certificate).verify(new X509Certificate(made.ca.certificate).publicKey)).toBe(
        true,
      );
    }
    expect(made.devices.map(({ name }) => name)).toEqual(["COMPLIANT", "URI", "NOID"]);
  });

  it("uses again what is there, without loading the certificate library", async () => {
    const first = await ensureDevelopmentPki(root, options);
    expect(await ensureDevelopmentPki(root, options)).toEqual(first);
    const script = `
      const { ensureDevelopmentPki } = await import(${JSON.stringify(join(import.meta.dirname, "development-pki.ts"))});
      const { systemRandom } = await import(${JSON.stringify(join(import.meta.dirname, "../core/random.ts"))});
      const options = ${JSON.stringify({ hosts: options.hosts, devices: options.devices })};
      const clock = { now: () => ${clock.now()} };
      await ensureDevelopmentPki(${JSON.stringify(root)}, { ...options, clock, random: systemRandom });
      process.stdout.write(String("getMetadata" in Reflect));`;
    const shown = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 25_000,
    });
    expect(shown).toBe("false");
  });

  it("uses nothing that expires within seven days", async () => {
    const first = await ensureDevelopmentPki(root, options);
    const later = (days: number) => ({ ...options, clock: frozenClock(clock.now() + days * day) });
    expect(await ensureDevelopmentPki(root, later(389))).toEqual(first);
    const renewed = await ensureDevelopmentPki(root, later(391));
    expect(renewed.ca).toEqual(first.ca);
    expect(changed(first, renewed)).toEqual(["gateway", "emulator", "COMPLIANT", "URI", "NOID"]);
    expect(changed(renewed, await ensureDevelopmentPki(root, later(3650)))).toContain("ca");
  });

  it.each<[string, Partial<DevelopmentPkiOptions>, string[]]>([
    ["a host is added", { hosts: [...options.hosts, "gateway.example.com"] }, ["gateway", "emulator"]],
    ["a host is gone", { hosts: ["localhost", "127.0.0.1"] }, ["gateway", "emulator"]],
    ["a device has another name", { devices: [{ ...compliant, commonName: "device2" }] }, ["COMPLIANT"]],
    [
      "a device has another DNS name",
      { devices: [{ ...compliant, dnsNames: ["device2.example.com"] }] },
      ["COMPLIANT"],
    ],
    ["a device has another URI", { devices: [{ ...compliant, uris: ["IntuneDeviceId://y"] }] }, ["COMPLIANT"]],
    ["nothing is different", { hosts: [...options.hosts, "localhost"] }, []],
  ])("makes anew what no longer fits when %s", async (_name, change, expected) => {
    const first = await ensureDevelopmentPki(root, options);
    expect(changed(first, await ensureDevelopmentPki(root, { ...options, ...change }))).toEqual(expected);
  });

  it.each<[string, (pki: DevelopmentPki) => Promise<unknown>, string[]]>([
    ["a key is lost", ({ gateway }) => rm(gateway.keyFile), ["gateway"]],
    ["a certificate is lost", ({ emulator }) => rm(emulator.certificateFile), ["emulator"]],
    ["a certificate is damaged", ({ gateway }) => writeFile(gateway.certificateFile, "x"), ["gateway"]],
    ["a key is damaged", ({ gateway }) => writeFile(gateway.keyFile, "x"), ["gateway"]],
    [
      "a key belongs to another certificate",
      ({ gateway, emulator }) => writeFile(gateway.keyFile, emulator.key),
      ["gateway"],
    ],
    ["the CA is lost", ({ ca }) => rm(ca.keyFile), ["ca", "gateway", "emulator", "COMPLIANT", "URI", "NOID"]],
  ])("heals when %s", async (_name, damage, expected) => {
    const first = await ensureDevelopmentPki(root, options);
    await damage(first);
    const healed = await ensureDevelopmentPki(root, options);
    expect(changed(first, healed)).toEqual(expected);
    expect(await ensureDevelopmentPki(root, options)).toEqual(healed);
  });

  it("makes a key private again that others could read", async () => {
    const { ca } = await ensureDevelopmentPki(root, options);
    await chmod(ca.keyFile, 0o644);
    await chmod(root, 0o755);
    await ensureDevelopmentPki(root, options);
    expect(await modes(ca.keyFile, root)).toEqual([0o600, 0o700]);
  });

  it.each([[["../x"]], [["a/b"]], [[""]], [["."]], [["a", "a"]], [["a", "A"]], [["a", "a-key"]]])(
    "refuses the device names %j",
    async (names) => {
      const devices = names.map((name) => ({ name, commonName: "x" }));
      await expect(ensureDevelopmentPki(root, { ...options, devices })).rejects.toThrow(
        expect.objectContaining({ code: "pki.device-name-invalid" }),
      );
    },
  );

  it("names the directory that it cannot use", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    await expect(ensureDevelopmentPki(join(file, "pki"), options)).rejects.toThrow(
      expect.objectContaining({ code: "pki.directory-unusable", message: expect.stringContaining("file/pki") }),
    );
  });
});

function all({ ca, gateway, emulator, devices }: DevelopmentPki) {
  return [{ name: "ca", ...ca }, { name: "gateway", ...gateway }, { name: "emulator", ...emulator }, ...devices];
}

/** The names of what is in both and not the same. */
function changed(before: DevelopmentPki, after: DevelopmentPki): string[] {
  const previous = new Map(all(before).map((one) => [one.name, one.certificate]));
  return all(after).flatMap(({ name, certificate }) => (previous.get(name) === certificate ? [] : [name]));
}

async function modes(...paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await stat(path)).mode & 0o777));
}
