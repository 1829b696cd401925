import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AmOptions, createAmServer, createTraceWriter } from "../../am/index.ts";
import type { Logger } from "../../core/log.ts";
import { createAssertionVerifier } from "../../device/index.ts";
import { createEngine } from "../../journey/index.ts";
import { createComplianceClient, createMicrosoftDispatcher } from "../../microsoft/index.ts";
import type { NodeServices } from "../../nodes/index.ts";
import { createScriptRunner } from "../../script/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import { createUsers, type Users } from "../../users/index.ts";
import { warnings } from "../deployment/advice.ts";
import type { Deployment } from "../deployment/load.ts";
import { readTextFile } from "../deployment/read.ts";
import { type LoadedRealm, loadRealm } from "../deployment/realms.ts";
import { ownKey } from "../keys.ts";
import { assertionSettings, guardedHeaders } from "../trust.ts";
import { listening } from "./listening.ts";
import type { PartContext, RunningPart } from "./part.ts";

const sweepEveryMs = 60_000;

const webRoot = fileURLToPath(new URL("../../../dist/web/login", import.meta.url));

/** Starts the journey server of a deployment: realms, store, nodes and their services, and the HTTP API. */
export async function startServerPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const { clock, random, log } = context;
  const { settings, places } = deployment;
  for (const warning of warnings(settings)) log.warn({}, warning);
  const realms = await Promise.all(settings.realms.map((name) => loadRealm(deployment, name)));
  const byPath = new Map(realms.map((loaded) => [loaded.realm.path, loaded]));
  const keys = join(places.state, "keys");
  const sealing = ownKey(keys, "sealing", random);
  const store = openStore({ path: join(places.state, "sallyport.db"), clock, random, sealingKey: sealing });
  const users = createUsers({ store: store.users, clock, random, log });
  await seedRealms(realms, users);
  const scripts = createScriptRunner({ log });
  const dispatcher = createMicrosoftDispatcher(await extraAuthority(deployment));
  const compliance = createComplianceClient({ clock, random, log, dispatcher });
  const traces = createTraceWriter({ traces: store.traces, clock, log });
  const services: NodeServices = {
    compliance,
    cloud: settings.microsoft.cloud,
    users,
    scripts,
    script: (realm, id) => byPath.get(realm)?.journeys.script(id),
    cookieName: (realm) => byPath.get(realm)?.realm.settings.cookie.name ?? "",
    clock,
  };
  const journeys = (realm: string) => byPath.get(realm)?.journeys;
  const engine = createEngine({ journeys, services, clock, random, trace: traces.sink });
  const assertion = assertionSettings(deployment);
  const trust: AmOptions["trust"] = {
    identityHeaders: guardedHeaders(
      deployment,
      realms.flatMap(({ sources }) => sources),
    ),
    assertions: assertion === null ? null : createAssertionVerifier({ ...assertion, clock }),
    remoteHosts: settings.trust.remoteHosts,
  };
  const stopSweeping = sweep(store, log);
  const { host, port } = settings.server;
  let origin = `http://${host}:${port}`;
  const server = createAmServer({
    realms: realms.map((loaded) => loaded.realm),
    engine,
    journeys,
    store,
    users,
    keys: { authId: ownKey(keys, "authid", random), sealing },
    trust,
    ownOrigin: () => origin,
    webRoot,
    limits: settings.limits.starts === undefined ? {} : { starts: settings.limits.starts },
    clock,
    random,
    log,
  });
  await listening("server", port, () => server.listen({ host, port }));
  origin = originOf(server.server.address(), host);
  return {
    name: "server",
    origin,
    close: async () => {
      stopSweeping();
      await server.close();
      traces.close();
      await Promise.all([scripts.close(), compliance.close()]);
      await dispatcher.close();
      store.close();
    },
  };
}

async function seedRealms(realms: readonly LoadedRealm[], users: Users): Promise<void> {
  for (const { realm, seeds } of realms) await users.seed(realm.path, seeds);
}

/** Removes what has expired, now and then, so that the store stays as large as what is alive. */
function sweep(store: Store, log: Logger): () => void {
  const timer = setInterval(() => {
    const removed = { executions: store.executions.purgeExpired(), sessions: store.sessions.purgeExpired() };
    log.debug(removed, "removed what had expired");
  }, sweepEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function extraAuthority(deployment: Deployment): Promise<{ ca?: string }> {
  const { ca } = deployment.settings.microsoft;
  return ca === undefined ? {} : { ca: await readTextFile(deployment.file(ca)) };
}

function originOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
