import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { silentLogger } from "../../core/log.ts";
import { parseClientCertificate } from "../../device/index.ts";
import { makeCertificate } from "../../device/testing/certificates.ts";
import { createGatewayMetrics } from "../monitoring/metrics.ts";
import { createGatekeeper } from "./gatekeeper.ts";

test("a reload whose test fails for one connection ends that one, and goes on to the others", async () => {
  const certificate = parseClientCertificate((await makeCertificate({})).der);
  const gatekeeper = createGatekeeper({
    clientAuth: "REQUIRED",
    invalidCertificate: "close",
    missingCertificate: "close",
    readPeer: () => ({ state: "verified", certificate, chain: [] }),
    vet: (peer) => peer,
    log: silentLogger,
    metrics: createGatewayMetrics(),
  });
  const connections = ["stays", "throws", "is not trusted", "stays"].map((fate) => {
    const socket = new TLSSocket(new Socket());
    socket.isSessionReused = () => false;
    expect(gatekeeper.admits(socket)).toBe(true);
    return { fate, socket };
  });
  const fates = connections.map(({ fate }) => fate).values();
  gatekeeper.renew(
    (peer) => peer,
    () => {
      const fate = fates.next().value;
      if (fate === "throws") throw new Error("no such curve");
      return fate === "stays";
    },
  );
  expect(connections.map(({ socket }) => socket.destroyed)).toEqual([false, true, true, false]);
  for (const { socket } of connections) socket.destroy();
});
