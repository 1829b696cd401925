import { beforeAll, describe, expect, it } from "vitest";
import { commonNames, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { journeyFileSchema } from "../../journey/index.ts";
import { runNode } from "../testing/run-node.ts";
import { certificateHeadersOf } from "./headers.ts";
import { certificateCollectorNode } from "./index.ts";

let tls: TestKeyPair;
let other: TestKeyPair;
beforeAll(async () => {
  tls = await makeCertificate({ subject: commonNames("tls") });
  other = await makeCertificate({ subject: commonNames("header") });
});

interface Given {
  readonly method?: "REQUEST" | "HEADER" | "EITHER";
  readonly hosts?: readonly string[];
  readonly name?: string;
  readonly tls?: boolean;
  readonly headers?: Record<string, readonly string[]>;
  readonly address?: string;
}

async function collected({ method = "EITHER", hosts = [], name = "X-Cert", ...given }: Given) {
  const { outcome, state } = await runNode(certificateCollectorNode, {
    attributes: {
      certificateCollectionMethod: method,
      clientCertificateHttpHeaderName: name,
      trustedRemoteHosts: hosts,
    },
    request: {
      clientCertificates: given.tls ? [tls.der] : [],
      peer: { address: given.address ?? "10.0.0.5", headers: new Map(Object.entries(given.headers ?? {})) },
    },
  });
  return { outcome, certificates: state.snapshot("transient").X509Certificate };
}

const sent = () => ({ "x-cert": [other.der.toString("base64")] });
const none = { outcome: "NOT_COLLECTED", certificates: undefined };
const fromTls = () => ({ outcome: "COLLECTED", certificates: [tls.der.toString("base64")] });
const fromHeader = () => ({ outcome: "COLLECTED", certificates: [other.der.toString("base64")] });
const trusted = { hosts: ["10.0.0.0/8"] };

describe("Certificate Collector", () => {
  it.each<[string, () => Given, () => object]>([
    ["REQUEST: the certificate of the connection", () => ({ method: "REQUEST", tls: true }), fromTls],
    ["REQUEST: none", () => ({ method: "REQUEST" }), () => none],
    ["REQUEST: never a header", () => ({ method: "REQUEST", headers: sent(), ...trusted }), () => none],
    ["HEADER: of a trusted host", () => ({ method: "HEADER", tls: true, headers: sent(), ...trusted }), fromHeader],
    ["HEADER: never the connection", () => ({ method: "HEADER", tls: true, ...trusted }), () => none],
    ["HEADER: an empty list trusts nobody", () => ({ method: "HEADER", headers: sent() }), () => none],
    [
      "HEADER: an empty list does not trust loopback",
      () => ({ method: "HEADER", headers: sent(), address: "127.0.0.1" }),
      () => none,
    ],
    ["HEADER: any trusts everybody", () => ({ method: "HEADER", headers: sent(), hosts: ["any"] }), fromHeader],
    ["HEADER: not of another host", () => ({ method: "HEADER", headers: sent(), hosts: ["10.0.0.6"] }), () => none],
    [
      "HEADER: of an IPv4 address as IPv6 sockets show it",
      () => ({ method: "HEADER", headers: sent(), hosts: ["10.0.0.5"], address: "::ffff:10.0.0.5" }),
      fromHeader,
    ],
    ["EITHER: the connection first", () => ({ tls: true, headers: sent(), ...trusted }), fromTls],
    ["EITHER: then the header of a trusted host", () => ({ headers: sent(), ...trusted }), fromHeader],
    ["EITHER: not the header of anybody else", () => ({ headers: sent() }), () => none],
    [
      "the first present header of a list",
      () => ({ name: "X-None, X-Cert", headers: { ...sent(), "x-last": ["?"] }, ...trusted }),
      fromHeader,
    ],
    ["spelt with an underscore", () => ({ name: "X_CERT", headers: sent(), ...trusted }), fromHeader],
    ["no header name", () => ({ name: "", headers: sent(), ...trusted }), () => none],
  ])("%s", async (_title, given, expected) => {
    expect(await collected(given())).toEqual(expected());
  });

  it.each<[string, () => Record<string, readonly string[]>]>([
    ["that is no certificate", () => ({ "x-cert": ["CN=device"] })],
    ["that is there twice", () => ({ "x-cert": [...sent()["x-cert"], ...sent()["x-cert"]] })],
    ["that is there in two spellings", () => ({ ...sent(), x_cert: sent()["x-cert"] })],
  ])("fails for a header of a trusted host %s", async (_title, headers) => {
    const run = collected({ headers: headers(), ...trusted });
    await expect(run).rejects.toMatchObject({ code: "nodes.certificate-unreadable" });
  });

  it.each(["localhost", "10.0.0.0/33", "::1/129", "1.2.3.4/8/8", ""])("refuses the trusted host %j", (host) => {
    expect(() => certificateCollectorNode.bind({ trustedRemoteHosts: [host] })).toThrow();
  });
});

it("the headers that the nodes read are guarded at the doors", () => {
  const nodeType = "product-CertificateCollectorNode";
  const tree = { _id: "j", entryNodeId: "n", nodes: { n: { nodeType, connections: {} } } };
  const attributes = { clientCertificateHttpHeaderName: "X-Cert, X-Old" };
  const innerNodes = { c: { _type: { _id: nodeType }, clientCertificateHttpHeaderName: "X-Page" } };
  const file = journeyFileSchema.parse({ tree, nodes: { n: attributes }, innerNodes });
  expect(certificateHeadersOf(file)).toEqual(["X-Cert", "X-Old", "X-Page"]);
});
