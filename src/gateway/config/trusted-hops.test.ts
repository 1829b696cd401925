import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { commonNames, makeCertificate } from "../../device/testing/certificates.ts";
import { startTestGateway, trustIn } from "../testing/harness.ts";
import { createPki, type TestPki } from "../testing/pki.ts";

let pki: TestPki;
let files: Record<string, string>;
beforeAll(async () => {
  pki = await createPki();
  const root = await makeCertificate({ subject: commonNames("Root"), ca: true });
  const middle = await makeCertificate({ subject: commonNames("Middle"), ca: true, issuer: root });
  const hops = await makeCertificate({ subject: commonNames("Hops"), ca: true, issuer: middle });
  const devices = await makeCertificate({ subject: commonNames("Devices"), ca: true, issuer: root });
  const authorities = { ca: pki.ca, root, hops, devices };
  files = Object.fromEntries(Object.entries(authorities).map(([id, each]) => [`pki/${id}.pem`, each.certificate]));
  files["pki/ca.pem"] = pki.ca.certificate + middle.certificate;
});

const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of open) await close();
});

const pin = "ab".repeat(32);
const names = { certificates: ["edge.example.com"], trustManager: trustIn("hops") };
const byName = { format: "rfc9440", from: names, trustManager: trustIn("devices") };
const byPin = { format: "rfc9440", from: { certificates: [pin] } };
const byAddress = {
  format: "nginx",
  from: { addresses: ["10.0.0.0/8", "::1"] },
  byAddressAlone: true,
  trustManager: trustIn("ca"),
};

const checkedHops = {
  type: "SecretsTrustManager",
  config: {
    verificationSecretId: "hops",
    secretsProvider: { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } },
  },
};

async function lintOf(hop: JsonObject, speaks: "tls" | "http", more: JsonObject = {}, clientAuth = "REQUEST") {
  const gateway = await startTestGateway({
    ...(speaks === "tls" ? { pki, clientAuth } : {}),
    files,
    connectors: [{ trustedHops: [hop], ...more }],
  });
  open.push(gateway.close);
  return gateway.lint;
}

describe("trustedHops of a connector", () => {
  test.each([
    ["a name in certificates of the hops' own authority", byName, "tls"],
    ["a pinned certificate, with the connector's authorities", byPin, "tls"],
    [
      "a pinned certificate with colons",
      { ...byPin, from: { certificates: [pin.match(/../g)?.join(":") ?? ""] } },
      "tls",
    ],
  ] as const)("may be %s", async (_what, hop, speaks) => {
    expect(await lintOf(hop, speaks)).toEqual([]);
  });

  test.each(["tls", "http"] as const)(
    "an address alone is believed only when told so, with a remark (%s)",
    async (speaks) => {
      const remark = "admin.json/connectors/0/trustedHops/0/byAddressAlone: whoever can connect from these addresses";
      expect(await lintOf(byAddress, speaks)).toEqual([expect.stringContaining(remark)]);
      await expect(lintOf({ ...byAddress, byAddressAlone: false }, speaks)).rejects.toThrow(
        "admin.json/connectors/0/trustedHops/0/from: an address alone is weak proof",
      );
    },
  );

  test.each([
    ["an unknown format", { ...byPin, format: "other" }, "/format: must be one of rfc9440"],
    ["no format", { from: byPin.from }, "/format: must be one of"],
    ["nobody", { ...byPin, from: {} }, "/from: must name certificates"],
    [
      "a misspelt restriction",
      { ...byPin, from: { ...byPin.from, adresses: ["10.0.0.1"] } },
      '/from: Unrecognized key: "adresses"',
    ],
    ["a misspelt key", { ...byPin, trustmanager: "x" }, ': Unrecognized key: "trustmanager"'],
    ["no network", { ...byAddress, from: { addresses: ["10.0.0.0/33"] } }, "/from/addresses/0: must be an address"],
    ["a host name as an address", { ...byAddress, from: { addresses: ["localhost"] } }, "/from/addresses/0: must be"],
    [
      "everybody",
      { ...byAddress, from: { addresses: ["10.0.0.1", "0.0.0.0/0"] } },
      "/from/addresses/1: would make everybody",
    ],
    [
      "a pattern as a name",
      { ...byName, from: { certificates: ["*.example.com"] } },
      "/from/certificates/0: must be a DNS name",
    ],
    [
      "half a hash",
      { ...byPin, from: { certificates: ["zz".repeat(32)] } },
      "/from/certificates/0: must be a DNS name",
    ],
    [
      "a name that devices may have",
      { ...byName, trustManager: undefined },
      "/from/certificates/0: is a name, and a device's",
    ],
    [
      "a name that every authority of the connector could give",
      { ...byName, from: { certificates: names.certificates } },
      "/from/certificates/0: is a name, and a device's",
    ],
    [
      "an authority of names where there is none",
      { ...byPin, from: { ...byPin.from, trustManager: trustIn("hops") } },
      "/from/trustManager: proves names",
    ],
    [
      "an authority of names beside an address alone",
      { ...byAddress, from: { ...byAddress.from, trustManager: trustIn("hops") } },
      "/from/trustManager: proves names",
    ],
    [
      "an authority of hops that is the devices'",
      { ...byName, trustManager: [trustIn("ca"), trustIn("hops")] },
      "/from/trustManager: has an authority that",
    ],
    [
      "an authority of hops that the devices' stands above, as the connector knows",
      { ...byName, trustManager: trustIn("root") },
      "/from/trustManager: has an authority that",
    ],
    [
      "an authority of hops that has issued the devices'",
      { ...byName, from: { ...names, trustManager: trustIn("root") } },
      "/from/trustManager: has an authority that",
    ],
    [
      "an authority of hops whose certificates nobody checks for revocation",
      { ...byName, from: { ...names, trustManager: checkedHops } },
      "/from/trustManager: has checkRevocation",
    ],
    ["two kinds of proof", { ...byPin, byAddressAlone: true }, "/byAddressAlone: contradicts"],
    ["no trust manager", { ...byName, trustManager: "Nothing" }, "/trustManager: "],
    ["clients without a certificate at all", { ...byPin, clientAuth: "NONE" }, "/clientAuth: "],
  ])("is refused for %s, with file and pointer", async (_what, hop, problem) => {
    const bare: JsonObject = JSON.parse(JSON.stringify(hop));
    await expect(lintOf(bare, "tls")).rejects.toThrow(`admin.json/connectors/0/trustedHops/0${problem}`);
  });

  test.each(["10.0.0.0/00", "0.0.0.0/1", "10.0.0.0/7", "::ffff:10.0.0.0/7", "::/0", "::/000", "2000::/3", "2001::/15"])(
    "is refused for an address alone that nearly everybody has (%s)",
    async (network) => {
      await expect(lintOf({ ...byAddress, from: { addresses: ["::1", network] } }, "http")).rejects.toThrow(
        "/from/addresses/1: would make everybody a hop",
      );
    },
  );

  test("may come from anywhere with its certificate", async () => {
    expect(await lintOf({ ...byPin, from: { ...byPin.from, addresses: ["0.0.0.0/0", "::/0"] } }, "tls")).toEqual([]);
  });

  test("is refused when another hop of the connector has its authority for devices", async () => {
    const other = { ...byPin, trustManager: trustIn("hops") };
    await expect(startTestGateway({ pki, files, connectors: [{ trustedHops: [byName, other] }] })).rejects.toThrow(
      "admin.json/connectors/0/trustedHops/0/from/trustManager: has an authority that",
    );
  });

  test("is refused for certificates that the connector does not ask for", async () => {
    await expect(lintOf(byName, "http")).rejects.toThrow("/from/certificates: are only shown to a connector with tls");
    await expect(lintOf(byName, "tls", {}, "NONE")).rejects.toThrow(
      "/from/certificates: are only shown to a connector",
    );
  });

  test("is refused where nobody says whose certificates count", async () => {
    const { trustManager: _none, ...hop } = byAddress;
    await expect(lintOf(hop, "http")).rejects.toThrow("/trustManager: is needed");
    await expect(lintOf(hop, "tls", {}, "NONE")).rejects.toThrow("/trustManager: is needed");
  });

  test("is refused on the port of administration, and behind nginx", async () => {
    const admin = { connectors: [{ port: 0 }], adminConnector: { port: 0, trustedHops: [byAddress] } };
    await expect(startTestGateway({ files: { ...files, "admin.json": admin } })).rejects.toThrow(
      "admin.json/adminConnector/trustedHops: administration has no devices",
    );
    const nginx = { socket: "/nonexistent/gateway.sock", identityHeaders: [], headers: [] };
    await expect(
      startTestGateway({ files, connectors: [{ trustedHops: [byAddress] }], options: { nginx } }),
    ).rejects.toThrow("trustedHops are not supported with nginx in front yet");
  });
});
