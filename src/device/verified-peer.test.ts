import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FrozenClock, frozenClock, systemClock } from "../core/clock.ts";
import { commonNames, dns, makeCertificate, rawExtension, type TestKeyPair } from "./testing/certificates.ts";
import { createPeerReader, type PeerState, peerState } from "./verified-peer.ts";

type Client = "below" | "issuing" | "trusted" | "foreign" | "expired" | "crowded";
type Protocol = "TLSv1.2" | "TLSv1.3";

const protocols: readonly Protocol[] = ["TLSv1.2", "TLSv1.3"];
const clientAuth = rawExtension("2.5.29.37", "300a06082b06010505070302");

let server: Server;
let port: number;
const certificates = new Map<Client, TestKeyPair>();
const sockets = new Set<TLSSocket>();

beforeAll(async () => {
  const ca = await makeCertificate({ subject: commonNames("Test CA"), ca: true });
  const other = await makeCertificate({ subject: commonNames("Other CA"), ca: true });
  const leaf = { subject: commonNames("device123"), names: dns("device123.example.com"), extensions: [clientAuth] };
  certificates.set("trusted", await makeCertificate({ ...leaf, issuer: ca }));
  const issuing = await makeCertificate({ subject: commonNames("Issuing CA"), ca: true, issuer: ca });
  const below = await makeCertificate({ ...leaf, issuer: issuing });
  certificates.set("issuing", issuing);
  certificates.set("below", { ...below, certificate: `${below.certificate}\n${issuing.certificate}` });
  certificates.set("foreign", await makeCertificate({ ...leaf, issuer: other }));
  certificates.set("expired", await makeCertificate({ ...leaf, issuer: ca, notAfter: new Date("2021-01-01") }));
  const crowd = dns(...Array.from({ length: 33 }, (_, index) => `n${index}`));
  certificates.set("crowded", await makeCertificate({ ...leaf, names: crowd, issuer: ca }));
  const own = await makeCertificate({ subject: commonNames("gateway"), issuer: ca });
  const { certificate: cert, key } = own;
  server = createServer({ cert, key, ca: ca.certificate, requestCert: true, rejectUnauthorized: false });
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.write("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
});

describe.each(protocols)("peerState over %s", (protocol) => {
  it.each<[string, Client | null, object]>([
    ["no certificate", null, { state: "none" }],
    ["a trusted certificate", "trusted", { state: "verified", certificate: { dnsNames: ["device123.example.com"] } }],
    ["a certificate of a foreign CA", "foreign", { state: "invalid", reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }],
    ["an expired certificate", "expired", { state: "invalid", reason: "CERT_HAS_EXPIRED" }],
    ["a certificate that cannot be read", "crowded", { state: "invalid", reason: "CERTIFICATE_MALFORMED" }],
  ])("tells %s, on a fresh and on a resumed connection", async (_name, client, expected) => {
    const fresh = await session(protocol, client);
    const resumed = await session(protocol, client, fresh.ticket);
    expect(fresh.peer).toMatchObject(expected);
    expect(resumed.reused).toBe(true);
    expect(resumed.peer).toMatchObject(expected);
  });

  it("sees a certificate expire on a connection that stays open, and on one that is resumed later", async () => {
    const clock = frozenClock("2030-01-01T00:00:00Z");
    const fresh = await session(protocol, "trusted", undefined, clock);
    expect(fresh.read()).toMatchObject({ state: "verified" });
    clock.advance(11 * 365 * 24 * 3600 * 1000);
    expect(fresh.read()).toEqual({ state: "invalid", reason: "CERT_HAS_EXPIRED" });
    const resumed = await session(protocol, "trusted", fresh.ticket, clock);
    expect(resumed.reused).toBe(true);
    expect(resumed.read()).toEqual({ state: "invalid", reason: "CERT_HAS_EXPIRED" });
  });
});

it("knows the authorities between a certificate and its root, which is left out", async () => {
  const { peer } = await session("TLSv1.3", "below");
  expect(peer.state === "verified" ? peer.chain : null).toEqual([certificates.get("issuing")?.der]);
  const { peer: direct } = await session("TLSv1.3", "trusted");
  expect(direct.state === "verified" ? direct.chain : null).toEqual([]);
});

describe("createPeerReader", () => {
  it("parses the certificate of a connection once", async () => {
    const { read } = await session("TLSv1.3", "trusted");
    const [first, second] = [read(), read()];
    expect(first.state).toBe("verified");
    expect(second).toBe(first);
  });

  it("does not take a certificate for absent because the connection has closed", async () => {
    const seen = await session("TLSv1.3", "trusted");
    const unseen = await session("TLSv1.3", "trusted");
    seen.read();
    for (const { socket } of [seen, unseen]) {
      socket.destroy();
      await once(socket, "close");
    }
    expect(seen.read()).toMatchObject({ state: "verified" });
    expect(unseen.read()).toEqual({ state: "invalid", reason: "CONNECTION_CLOSED" });
  });

  it("does not believe a certificate that is not valid yet", async () => {
    const { read } = await session("TLSv1.3", "trusted", undefined, frozenClock("2019-01-01"));
    expect(read()).toEqual({ state: "invalid", reason: "CERT_NOT_YET_VALID" });
  });
});

interface Session {
  /** The server's end. */
  readonly socket: TLSSocket;
  readonly ticket: Buffer;
  readonly reused: boolean;
  readonly peer: PeerState;
  read(): PeerState;
}

/** Connects once, offering `ticket` for resumption, and reports what both ends saw. */
async function session(
  protocol: Protocol,
  client: Client | null,
  ticket?: Buffer,
  clock: FrozenClock = frozenClock("2030-01-01T00:00:00Z"),
): Promise<Session> {
  const certificate = client === null ? undefined : certificates.get(client);
  const options: ConnectionOptions = {
    host: "127.0.0.1",
    port,
    rejectUnauthorized: false,
    minVersion: protocol,
    maxVersion: protocol,
    ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
    ...(ticket === undefined ? {} : { session: ticket }),
  };
  const accepted = once(server, "secureConnection");
  const near = connect(options).on("error", () => undefined);
  // A resumed connection need not bring another ticket.
  const issued = ticket === undefined ? once(near, "session") : [ticket];
  const [[socket], [next]] = await Promise.all([accepted, issued, once(near, "data")]);
  const reader = createPeerReader(clock);
  sockets.add(near);
  return {
    socket,
    ticket: next,
    reused: near.isSessionReused(),
    peer: peerState(socket, clock),
    read: () => reader(socket),
  };
}

it("uses the real clock in the same way", async () => {
  const { socket } = await session("TLSv1.3", "expired");
  expect(peerState(socket, systemClock).state).toBe("invalid");
});
