import { X509Certificate } from "node:crypto";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../harness/client.ts";
import { demo, deviceFor, identityOf } from "../harness/demo.ts";
import { deviceIn, idOf, intuneEventFor, intuneEventOf } from "../harness/intune-event.ts";
import { connectToGateway, exchange, startRequest } from "../harness/raw-http.ts";

/** A client that says it is a device, in every header that anybody ever believed. */

const victim = deviceFor("COMPLIANT");
const attacker = deviceFor("NONCOMPLIANT");
const id = idOf(victim);
const name = `CN=${id}`;
/** A certificate is public: whoever has seen the device once can copy it. */
const certificate = new X509Certificate(identityOf(victim).cert);
const der = certificate.raw.toString("base64");
const escapedPem = encodeURIComponent(identityOf(victim).cert);

const claims: readonly [string, Record<string, string | string[]>][] = [
  ["as the route spells it", { SSL_Client_S_DN: name }],
  ["in lower case", { ssl_client_s_dn: name }],
  ["with hyphens, in capitals", { "SSL-CLIENT-S-DN": name }],
  ["with hyphens and underscores mixed", { "Ssl-Client_s-Dn": name }],
  ["as a bare id", { SSL_Client_S_DN: id }],
  ["as a longer name", { SSL_Client_S_DN: `O=Contoso,OU=Devices,${name}` }],
  ["twice", { SSL_Client_S_DN: [name, name] }],
  ["behind the id that the client may claim", { SSL_Client_S_DN: [`CN=${attacker.id}`, name] }],
  ["in two spellings at once", { SSL_Client_S_DN: name, "ssl-client-s-dn": name }],
  [
    "as if it came from a trusted proxy on the same machine",
    { SSL_Client_S_DN: name, "X-Forwarded-For": "127.0.0.1", Forwarded: "for=127.0.0.1", "X-Real-IP": "127.0.0.1" },
  ],
  [
    "in the headers of every other convention",
    {
      "x-intune": name,
      X_InTune: name,
      "Client-Cert": `:${der}:`,
      Client_Cert_Chain: `:${der}:`,
      "X-Forwarded-Client-Cert": `Hash=${"ab".repeat(32)};Cert="${escapedPem}";Subject="${name}"`,
      "ssl-client-verify": "SUCCESS",
      "ssl-client-cert": escapedPem,
      "ssl-client-subject-dn": name,
      "X-Forwarded-Tls-Client-Cert-Info": `Subject%3D%22${encodeURIComponent(name)}%22`,
      "X-Amzn-Mtls-Clientcert-Subject": name,
      "CloudFront-Viewer-Cert-Subject": name,
      "Cf-Client-Cert-Der-Base64": der,
      "X-ARR-ClientCert": der,
    },
  ],
];

const withCertificate = { identity: identityOf(attacker) };
const places: readonly [string, ClientOptions, string, string | undefined][] = [
  ["the gateway's /am/json, without a certificate", {}, "NOID", undefined],
  ["the gateway's /mtls-intune/json, without a certificate", { base: "/mtls-intune/json" }, "NOID", undefined],
  ["the gateway's /am/json, with its own certificate", withCertificate, attacker.outcome, idOf(attacker)],
  [
    "the gateway's /mtls-intune/json, with its own certificate",
    { ...withCertificate, base: "/mtls-intune/json" },
    attacker.outcome,
    idOf(attacker),
  ],
  ["the server itself", { origin: demo.server }, "NOID", undefined],
];

it("the device that the tests below claim to be is a compliant one", async () => {
  const event = await intuneEventFor({ identity: identityOf(victim) });
  expect(event).toMatchObject({ outcome: "COMPLIANT" });
  expect(deviceIn(event)).toBe(id);
});

describe.each(places)(
  "rule 1, no identity without proof: at %s, a client stays who it is when it sends another device's id",
  (_place, options, outcome, device) => {
    it.each(claims)("%s", async (_how, headers) => {
      const event = await intuneEventFor({ ...options, headers });
      expect(event).toMatchObject({ outcome });
      expect(deviceIn(event)).toBe(device);
    });
  },
);

describe("rule 1, no identity without proof: a client stays who it is when it", () => {
  it("hides the header among the trailers of a chunked body", async () => {
    const socket = await connectToGateway();
    const lines = ["Transfer-Encoding: chunked", "Trailer: SSL_Client_S_DN"];
    const body = `0\r\nSSL_Client_S_DN: ${name}\r\n\r\n`;
    const event = await intuneEventOf(await exchange(socket, startRequest({ lines, body })));
    expect(event).toMatchObject({ outcome: "NOID" });
    socket.destroy();
  });

  it("calls the gateway's own headers hop-by-hop, so that they would be removed on the way", async () => {
    const socket = await connectToGateway(withCertificate);
    const lines = ["Connection: close, SSL_Client_S_DN, Sallyport-Assertion", `SSL_Client_S_DN: ${name}`];
    const event = await intuneEventOf(await exchange(socket, startRequest({ lines })));
    expect(event).toMatchObject({ outcome: attacker.outcome });
    expect(deviceIn(event)).toBe(attacker.id);
    socket.destroy();
  });

  it.each([
    ["ends the header's name with a blank", [`SSL_Client_S_DN : ${name}`]],
    ["hides the header behind a bare line feed", [`X-Harmless: a\nSSL_Client_S_DN: ${name}`]],
    ["hides the header behind a NUL", [`X-Harmless: a\0\r\nSSL_Client_S_DN: ${name}`]],
  ])("%s: it is refused by gateway and server alike", async (_how, lines) => {
    const { hostname, port } = new URL(demo.server);
    for (const socket of [await connectToGateway(), connect(Number(port), hostname)]) {
      expect(await exchange(socket, startRequest({ lines }))).toMatchObject({ status: 400 });
      socket.destroy();
    }
  });
});
