import { describeError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { MetricsSnapshot } from "../core/metrics.ts";
import { createPeerReader } from "../device/index.ts";
import { audited } from "./audit/audited.ts";
import { type Listener, loadAdmin } from "./config/admin.ts";
import { loadRootHandler } from "./config/root.ts";
import type { Handler } from "./http/exchange.ts";
import { createLoading } from "./loading.ts";
import { administrationHandler, type GatewayState } from "./monitoring/administration.ts";
import { openNginxConnector } from "./nginx/connector.ts";
import { decider } from "./nginx/decide.ts";
import { settableHeaders } from "./nginx/site.ts";
import { type GatewayOptions, limitsFrom } from "./options.ts";
import { type RouteStatus, statusOf } from "./routes/status.ts";
import { type Connector, openConnector } from "./server/connector.ts";

/** Where a part of the gateway listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly origin: string;
}

/** A running gateway. */
export interface Gateway {
  readonly connectors: readonly Address[];
  /** The port of health, metrics and the state of routes, when `admin.json` names one. */
  readonly administration: Address | null;
  /** Remarks on the configuration as it is now: what loads, but is probably not meant, and routes that do not load. */
  readonly lint: readonly string[];
  /** What became of each route file. */
  status(): readonly RouteStatus[];
  /**
   * Loads changed routes and certificates now, and tries again what was wrong. No request is lost; what is wrong keeps
   * its last good version and is logged, routes by `status` too. Never rejects.
   */
  reload(): Promise<void>;
  /** What this process has counted. */
  metrics(): Promise<MetricsSnapshot>;
  /**
   * Says that it is not ready, stops accepting, lets running requests finish, then ends them and the connections to
   * applications.
   *
   * @param gracePeriod milliseconds; default: the connectors' own, or 1000
   */
  close(gracePeriod?: number): Promise<void>;
}

/**
 * Starts a gateway from a directory of PingGateway files.
 *
 * @throws {gateway.config-invalid} with file and JSON pointer
 * @throws {gateway.listen-failed} naming the port
 * @throws {core.token-missing} {@link gatewayErrors} for a token of admin.json or config.json without value and default
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = limitsFrom(options.limits);
  const { clock, log, nginx } = options;
  const { identityHeaders } = options.trust;
  const loading = createLoading(options);
  const { generation, routers, scope } = loading;
  const { services } = generation;
  const { metrics } = services;
  const connectors: Connector[] = [];
  let administration: Connector | null = null;
  let state: GatewayState = "starting";
  const close = async (gracePeriod?: number): Promise<void> => {
    state = "stopping";
    await Promise.all(connectors.map((connector) => connector.close(gracePeriod)));
    await administration?.close(0);
    await loading.close();
  };
  const status = () => statusOf(routers);
  const lint = () => [...generation.lint, ...[...routers.all].flatMap((routes) => routes.lint())];

  const { externalOrigin, invalidCertificate = "close", missingCertificate = "close", support = {} } = options;
  const refusals = { invalidCertificate, missingCertificate, support };
  const around = { readPeer: createPeerReader(clock), identityHeaders, ...refusals, limits, clock, log };
  const open = (listener: Listener, handle: Handler, external: string | undefined): Promise<Connector> =>
    openConnector(listener, {
      ...around,
      tickets: options.tickets,
      handle,
      externalOrigin: external,
      metrics,
      random: services.random,
    });
  try {
    const admin = await loadAdmin(scope, services);
    if (admin.administration !== null) {
      const { listener, audit, ...protection } = admin.administration;
      const { version = "unknown", exposition = metrics.registry.exposition } = options;
      const handle = administrationHandler({
        ...protection,
        state: () => state,
        routes: status,
        lint,
        exposition,
        version,
      });
      administration = await open(listener, audit === null ? handle : audited(audit, handle, services), undefined);
    }
    const handle = await loadRootHandler(scope, services);
    if (nginx === undefined) {
      for (const listener of admin.listeners) connectors.push(await open(listener, handle, externalOrigin));
    } else {
      const settable = settableHeaders(nginx);
      const decide = decider(handle, {
        settableHeaders: settable,
        origins: services.origins,
        upstreams: services.trust.upstreams,
      });
      const { listeners } = admin;
      const shared = { ...around, metrics, random: services.random, externalOrigin, settableHeaders: settable };
      connectors.push(await openNginxConnector({ ...shared, socket: nginx.socket, listeners, handle, decide }));
    }
  } catch (problem) {
    await close(0);
    throw problem;
  }
  state = "ready";
  if (services.compatibility.scriptIdentity) {
    log.warn({}, "scripts may set identity headers that no certificate proves (compatibility.scriptIdentity)");
  }
  for (const remark of generation.lint) log.warn({ remark }, "gateway configuration");
  return {
    connectors: connectors.map(addressOf),
    administration: administration === null ? null : addressOf(administration),
    get lint() {
      return lint();
    },
    status,
    reload: async () => {
      await Promise.all([...routers.all].map((routes) => routes.reload()));
      await Promise.all([...services.renewals].map((again) => renewKeys(again, log)));
      await Promise.all(
        (administration === null ? connectors : [...connectors, administration]).map((connector) =>
          renew(connector, log),
        ),
      );
    },
    metrics: () => metrics.registry.snapshot(),
    close,
  };
}

function addressOf({ host, port, origin }: Connector): Address {
  return { host, port, origin };
}

/** So do keys and authorities of handlers. */
async function renewKeys(again: () => Promise<void>, log: Logger): Promise<void> {
  await again().catch((problem: unknown) => {
    log.error({ why: describeError(problem) }, "the keys of a handler stay as they are");
  });
}

/** Certificates that cannot be read leave those that are in use. */
async function renew(connector: Connector, log: Logger): Promise<void> {
  await connector.reload().catch((problem: unknown) => {
    log.error({ listener: connector.origin, why: describeError(problem) }, "certificates stay as they are");
  });
}
