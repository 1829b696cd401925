import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AmOptions, createAmServer, createTraceWriter } from "../../am/index.ts";
import type { Logger } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import { createAssertionVerifier } from "../../device/index.ts";
import { createEngine } from "../../journey/index.ts";
import { createComplianceClient, createMicrosoftDispatcher } from "../../microsoft/index.ts";
import {
  createCrls,
  createJourneyMetrics,
  createRecheckPace,
  defaultIdentityPolicy,
  type NodeServices,
  nodeCatalogue,
} from "../../nodes/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import { createUsers, type Users } from "../../users/index.ts";
import { openConfiguration, recoverJourneyFiles } from "../configuration/index.ts";
import { currentCredentialHeaders } from "../credential-headers.ts";
import { journeyWarnings, placeholderWarnings, warnings } from "../deployment/advice.ts";
import { readClientAuthorities } from "../deployment/client-authorities.ts";
import { readConnections } from "../deployment/connections.ts";
import type { Deployment } from "../deployment/load.ts";
import { dispatcherOptions, reuseOfAnswers } from "../deployment/microsoft-client.ts";
import { type LoadedRealm, loadRealm } from "../deployment/realms.ts";
import { ownKey } from "../keys.ts";
import { assertionSettings, currentIdentityHeaders } from "../trust.ts";
import { administrationOptions, isReadOnly, listenForAdministration } from "./administration.ts";
import { listening } from "./listening.ts";
import { outwardServices } from "./outward.ts";
import type { PartContext, RunningPart } from "./part.ts";
import { startScripts } from "./scripts.ts";
import { startWebhooks } from "./webhooks.ts";

const sweepEveryMs = 60_000;

const webRoot = fileURLToPath(new URL("../../../dist/web/login", import.meta.url));

/** Starts the journey server of a deployment: realms, store, nodes and their services, and the HTTP API. */
export async function startServerPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const { clock, random, log } = context;
  const { settings, places } = deployment;
  for (const warning of warnings(settings)) log.warn({}, warning);
  await recoverJourneyFiles(deployment);
  const realms = await Promise.all(settings.realms.map((name) => loadRealm(deployment, name)));
  const sources = realms.flatMap((loaded) => loaded.sources);
  for (const warning of journeyWarnings(settings, sources)) log.warn({}, warning);
  for (const { realm, journeys } of realms) {
    for (const warning of placeholderWarnings(realm.path, journeys.placeholders())) log.warn({}, warning);
  }
  const connections = await readConnections(deployment);
  const byPath = new Map(realms.map((loaded) => [loaded.realm.path, loaded]));
  const keys = join(places.state, "keys");
  const sealing = ownKey(keys, "sealing", random);
  const configuration = await openConfiguration({
    deployment,
    realms: realms.map(({ name, realm }) => ({ name, path: realm.path, ...realm.settings })),
    catalogue: nodeCatalogue,
    sealingKey: sealing,
    readOnly: isReadOnly(deployment),
    clock,
    random,
    log,
  });
  const store = openStore({ path: join(places.state, "sallyport.db"), clock, random, sealingKey: sealing });
  const users = createUsers({
    store: store.users,
    clock,
    random,
    log,
    passwordPolicy: (realm) => byPath.get(realm)?.realm.settings.passwordPolicy ?? {},
    lockout: (realm) => byPath.get(realm)?.realm.settings.lockout ?? null,
  });
  await seedRealms(realms, users);
  const { journeys } = configuration;
  const scripts = await startScripts(deployment, { journeys, users, log });
  const dispatcher = createMicrosoftDispatcher(await dispatcherOptions(deployment));
  const compliance = createComplianceClient({ clock, random, log, dispatcher, ...reuseOfAnswers(deployment) });
  const traces = createTraceWriter({ traces: store.traces, clock, log });
  const metrics = createMetrics();
  const services: NodeServices = {
    compliance,
    metrics: createJourneyMetrics(metrics),
    cloud: settings.microsoft.cloud,
    connections,
    recheckPace: createRecheckPace({ clock }),
    identityPolicy: (realm) => byPath.get(realm)?.realm.settings ?? defaultIdentityPolicy,
    users,
    ...scripts.services,
    script: (realm, id) => configuration.journeys(realm)?.script(id),
    nodeAt(realm, tree, id) {
      const journey = configuration.journeys(realm)?.find(tree);
      return journey?.nodes.get(id) ?? journey?.children.get(id);
    },
    clientAuthorities: await readClientAuthorities(deployment),
    ...(await outwardServices(deployment, realms, { store: store.users, clock, log })),
    crls: createCrls({ dispatcher, clock }),
    cookieName: (realm) => byPath.get(realm)?.realm.settings.cookie.name ?? "",
    clock,
    random,
    log,
  };
  const engine = createEngine({ journeys, services, clock, random, trace: traces.sink });
  const assertion = assertionSettings(deployment);
  const trust: AmOptions["trust"] = {
    identityHeaders: currentIdentityHeaders(deployment, configuration),
    assertions: assertion === null ? null : createAssertionVerifier({ ...assertion, clock }),
    remoteHosts: settings.trust.remoteHosts,
  };
  const stopSweeping = sweep(store, log);
  const stopWebhooks = startWebhooks(store, realms, { clock, log });
  const { host, port } = settings.server;
  let origin = `http://${host}:${port}`;
  const server = createAmServer({
    realms: realms.map((loaded) => loaded.realm),
    engine,
    journeys,
    store,
    users,
    trace: traces.sink,
    keys: { authId: ownKey(keys, "authid", random), sealing },
    trust,
    credentialHeaders: currentCredentialHeaders(configuration),
    ...administrationOptions(deployment, configuration.store, metrics),
    ownOrigin: () => origin,
    webRoot,
    limits: settings.limits.starts === undefined ? {} : { starts: settings.limits.starts },
    clock,
    random,
    log,
  });
  await listening("server", port, () => server.listen({ host, port }));
  origin = originOf(server.server.address(), host);
  const stopAdministration = await listenForAdministration(server, deployment);
  return {
    name: "server",
    origin,
    close: async () => {
      stopSweeping();
      await stopAdministration();
      await server.close();
      await stopWebhooks();
      await configuration.close();
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

function originOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
