import { beforeAll, expect, test } from "vitest";
import { type ClientCertificate, identityHeaders, parseClientCertificate } from "../../device/index.ts";
import { createEnding } from "../http/ending.ts";
import type { Exchange } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { createPki, deviceId } from "../testing/pki.ts";
import { createEgress } from "./identity.ts";

let certificate: ClientCertificate;
let other: ClientCertificate;
beforeAll(async () => {
  const pki = await createPki();
  certificate = parseClientCertificate(pki.device.der);
  other = parseClientCertificate(pki.nameless.der);
});

const egress = createEgress({
  identityHeaders: identityHeaders(["x-intune"]),
  upstreams: new Set(),
  assertion: null,
});

function exchangeWith(raw: readonly string[], verified: boolean, shown = certificate): Exchange {
  const peer = verified ? { state: "verified" as const, certificate: shown, chain: [] } : { state: "none" as const };
  return {
    transactionId: "t",
    method: "GET",
    version: "1.1",
    client: { address: "127.0.0.1", port: 1, secure: true, peer },
    externalOrigin: "https://localhost",
    original: { path: "/", query: null },
    headers: headersFrom(raw),
    body: null,
    ending: createEnding(),
    attributes: new Map(),
    contexts: new Map(),
    session: new Map(),
    target: { path: "/", query: null },
    upstream: null,
    mapping: { prefix: "", path: "" },
    route: null,
  };
}

test.each<[string, readonly string[], boolean]>([
  ["the id of the certificate's DNS name", ["x-intune", `CN=${deviceId}`], true],
  ["the same in upper case", ["X-Intune", `CN=${deviceId.toUpperCase()}`], true],
  ["the common name of the certificate", ["x-intune", "CN=a device"], true],
  ["twice the same", ["x-intune", `CN=${deviceId}`, "x-intune", deviceId], true],
  ["the id of another device", ["x-intune", "CN=1f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e21"], false],
  ["its own id and another one", ["x-intune", `CN=${deviceId}`, "x-intune", "CN=other"], false],
  ["a second CN", ["x-intune", `CN=${deviceId},CN=other`], false],
  ["no id at all", ["x-intune", "O=somebody"], false],
  ["an empty value", ["x-intune", ""], false],
  ["a certificate convention that is no device id", ["Client-Cert", ":AAAA:"], false],
])("what a filter set goes on only when the certificate proves it: %s", (_what, raw, kept) => {
  const exchange = exchangeWith([...raw, "X-Other", "stays"], true);
  const dropped = egress.dropUnproven(exchange);
  expect(dropped).toEqual(kept ? [] : [raw[0]]);
  expect(exchange.headers.toRaw()).toEqual(kept ? [...raw, "X-Other", "stays"] : ["X-Other", "stays"]);
});

test("what one device proves, another one does not, though both ask at once", () => {
  const raw = ["x-intune", `CN=${deviceId}`];
  const [first, second] = [exchangeWith(raw, true), exchangeWith(raw, true, other)];
  for (let request = 0; request < 2; request += 1) {
    expect(egress.dropUnproven({ ...first, headers: headersFrom(raw) })).toEqual([]);
    expect(egress.dropUnproven({ ...second, headers: headersFrom(raw) })).toEqual(["x-intune"]);
  }
});

test("without a certificate nothing is proven", () => {
  const exchange = exchangeWith(["x-intune", `CN=${deviceId}`], false);
  expect(egress.dropUnproven(exchange)).toEqual(["x-intune"]);
  expect(exchange.headers.toRaw()).toEqual([]);
});
