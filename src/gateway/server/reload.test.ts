import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import { beforeAll, expect, test } from "vitest";
import { commonNames, dns, makeCertificate } from "../../device/testing/certificates.ts";
import { ask } from "../testing/client.ts";
import { plainRoute, startTestGateway } from "../testing/harness.ts";
import { createPki, type TestPki } from "../testing/pki.ts";
import { startUpstream } from "../testing/upstream.ts";

let pki: TestPki;
beforeAll(async () => {
  pki = await createPki();
});

test("a reload takes the new certificate, keeps connections, and ends those of authorities that are gone", async () => {
  const upstream = await startUpstream();
  const gateway = await startTestGateway({ pki, routes: { "a.json": plainRoute(upstream.origin) } });
  const open = (identity: object) => {
    const socket = connect({
      port: gateway.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: pki.ca.certificate,
      ...identity,
    });
    socket.on("error", () => socket.destroy());
    return socket;
  };
  const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const nobody = open({});
  const device = open({ cert: pki.device.certificate, key: pki.device.key });
  for (const socket of [nobody, device]) {
    socket.write(get);
    await once(socket, "data");
  }

  const next = await makeCertificate({ subject: commonNames("next"), names: dns("localhost"), issuer: pki.ca });
  const authority = await makeCertificate({ subject: commonNames("Next CA"), ca: true });
  const member = await makeCertificate({ subject: commonNames("new device"), issuer: authority });
  await writeFile(join(gateway.directory, "pki/gateway.pem"), next.certificate);
  await writeFile(join(gateway.directory, "pki/gateway-key.pem"), next.key);
  await writeFile(join(gateway.directory, "pki/ca.pem"), authority.certificate);
  const closed = new Promise((resolve) => device.once("close", resolve));
  await gateway.reload();
  await closed;

  nobody.write(get);
  const [answer]: Buffer[] = await once(nobody, "data");
  expect(answer?.toString()).toContain("200 OK");
  expect((await ask({ port: gateway.port, pki, certificate: member })).status).toBe(200);
  await expect(ask({ port: gateway.port, pki, certificate: pki.device })).rejects.toThrow();

  await writeFile(join(gateway.directory, "pki/ca.pem"), "nonsense");
  await gateway.reload();
  expect((await ask({ port: gateway.port, pki, certificate: member })).status).toBe(200);
  nobody.destroy();
  await gateway.close();
  await upstream.close();
});
