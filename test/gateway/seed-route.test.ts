import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/log.ts";
import { systemRandom } from "../../src/core/random.ts";
import { Secret } from "../../src/core/secret.ts";
import { createAssertionSigner, identityHeaders } from "../../src/device/index.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../src/device/testing/certificates.ts";
import { type Gateway, startGateway } from "../../src/gateway/index.ts";
import { seedFiles, seedTenant } from "../../src/gateway/testing/seed-files.ts";
import { client, logIn } from "../harness/client.ts";
import { demo, deviceFor, identityOf, secretOf, state, traceOf } from "../harness/demo.ts";

/**
 * The documented route and script, unmodified, in the example's gateway directory: logins through them reach every outcome.
 * `gateway.resolve` sends the tenant's name to a TLS listener here, whose certificate is for that name.
 */

const example = fileURLToPath(new URL("../../examples/mtls-intune/gateway", import.meta.url));
const [tenantHost = ""] = seedTenant.split(":");
const spare = new Map(demo.devices.map((device, index) => [device.outcome, demo.users[index] ?? demo.user]));
const folders: string[] = [];
let tenant: { readonly authority: TestKeyPair; readonly listener: Server; readonly address: string };

beforeAll(async () => {
  const authority = await makeCertificate({ subject: commonNames("Tenant CA"), ca: true });
  const pair = await makeCertificate({ subject: commonNames(tenantHost), names: dns(tenantHost), issuer: authority });
  const server = new URL(demo.server);
  const listener = createServer({ cert: pair.certificate, key: pair.key }, (socket) => {
    const inner = connect(Number(server.port), server.hostname);
    socket.pipe(inner).pipe(socket);
    socket.on("error", () => inner.destroy());
    inner.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  tenant = { authority, listener, address: `127.0.0.1:${(listener.address() as AddressInfo).port}` };
});
afterAll(() => {
  tenant.listener.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function startSeedGateway(seed: ReturnType<typeof seedFiles>[number]): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-seed-"));
  folders.push(folder);
  const directory = join(folder, "gateway");
  cpSync(example, directory, { recursive: true });
  mkdirSync(join(directory, "scripts/groovy"), { recursive: true });
  writeFileSync(join(directory, "routes/mtls-intune.json"), seed.route);
  writeFileSync(join(directory, "scripts/groovy", seed.scriptFile), seed.script);
  const key = { kid: "demo-1", secret: new Secret(secretOf("gateway.assertion.key")) };
  const keeping = { clock: systemClock, random: systemRandom };
  return startGateway({
    directory,
    environment: {
      SALLYPORT_PKI_DIRECTORY: join(state, "pki"),
      SALLYPORT_SECRETS_DIRECTORY: join(state, "secrets"),
      SALLYPORT_GATEWAY_PORT: "0",
    },
    secret: () => undefined,
    trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN", "x-intune"]), upstreams: [`https://${tenantHost}`] },
    assertion: createAssertionSigner({ key, issuer: "gateway", audience: "server", ...keeping }),
    resolve: { [seedTenant]: tenant.address },
    upstreamCa: tenant.authority.certificate,
    log: silentLogger,
    ...keeping,
  });
}

describe.each(seedFiles())("a login through $name with the certificate of", (seed) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startSeedGateway(seed);
  });
  afterAll(() => gateway.close());
  const through = (outcome: string) => {
    const origin = gateway.connectors[0]?.origin ?? "";
    return client({ origin, identity: identityOf(deviceFor(outcome)), base: "/mtls-intune/json" });
  };

  it.each(demo.devices.map((device) => [device.name, device.outcome, device.authLevel] as const))(
    "the device %s leaves the Intune node by %s and reaches level %s",
    async (_name, outcome, authLevel) => {
      const device = through(outcome);
      const answer = await logIn(device, spare.get(outcome) ?? demo.user);
      const transactionId = String(answer.headers["x-forgerock-transactionid"]);
      const [intune] = await traceOf(transactionId, (events) => events.length > 0);
      expect(intune).toMatchObject({ nodeType: "IntuneNode", outcome });
      if (authLevel === null) {
        expect(answer).toMatchObject({ status: 401, body: { code: 401, message: "Login failure" } });
      } else {
        const info = await device.sessionInfo(answer.body.tokenId);
        expect(info.body.properties).toMatchObject({ AuthLevel: String(authLevel) });
      }
      await device.close();
    },
  );

  it("no certificate leaves it by NOID, as the response of the script's first next.handle says", async () => {
    const origin = gateway.connectors[0]?.origin ?? "";
    const nobody = client({ origin, base: "/mtls-intune/json" });
    const step = await nobody.start();
    expect(step.status).toBe(200);
    const transactionId = String(step.headers["x-forgerock-transactionid"]);
    const [intune] = await traceOf(transactionId, (events) => events.length > 0);
    expect(intune).toMatchObject({ nodeType: "IntuneNode", outcome: "NOID" });
    await nobody.close();
  });
});
