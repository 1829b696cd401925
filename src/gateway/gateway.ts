import { resolve } from "node:path";
import { createPeerReader } from "../device/index.ts";
import { loadAdmin } from "./config/admin.ts";
import { describePlace } from "./config/place.ts";
import { loadRootHandler } from "./config/root.ts";
import { outerScope } from "./config/scope.ts";
import type { Services } from "./heap/model.ts";
import { objectTypes } from "./objects/index.ts";
import { defaultLimits, type GatewayOptions } from "./options.ts";
import { type Connector, openConnector } from "./server/connector.ts";
import { createUpstreamPools, type UpstreamPools } from "./upstream/pools.ts";

/** A running gateway. */
export interface Gateway {
  readonly connectors: readonly { readonly host: string; readonly port: number; readonly origin: string }[];
  /** Remarks on the configuration: what loads, but is probably not meant. */
  readonly lint: readonly string[];
  /**
   * Stops accepting, lets running requests finish, then ends them and the connections to applications.
   *
   * @param gracePeriod milliseconds; default 1000
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
  const directory = resolve(options.directory);
  const limits = { ...defaultLimits, ...options.limits };
  const { clock, log } = options;
  const lint: string[] = [];
  const pools: UpstreamPools[] = [];
  const identityHeaders = options.trust.identityHeaders;
  const upstreams = new Set(options.trust.upstreams.map((origin) => new URL(origin).origin));
  const services: Services = {
    directory,
    types: objectTypes,
    trust: { identityHeaders, upstreams, assertion: options.assertion },
    log,
    upstreamCa: options.upstreamCa,
    openPools: (wanted) => {
      const opened = createUpstreamPools(wanted);
      pools.push(opened);
      return opened;
    },
    lint: (place, remark) => {
      lint.push(`${describePlace(place)}: ${remark}`);
    },
  };
  const connectors: Connector[] = [];
  const close = async (gracePeriod = 1_000): Promise<void> => {
    await Promise.all(connectors.map((connector) => connector.close(gracePeriod)));
    await Promise.all(pools.map((opened) => opened.close()));
  };

  const scope = outerScope({ directory, environment: options.environment, secret: options.secret });
  const readPeer = createPeerReader(clock);
  try {
    const listeners = await loadAdmin(scope, services);
    const handle = await loadRootHandler(scope, services);
    for (const listener of listeners) {
      const { externalOrigin, invalidCertificate = "close" } = options;
      const serving = { handle, invalidCertificate, readPeer, identityHeaders, externalOrigin, limits, clock, log };
      connectors.push(await openConnector(listener, serving));
    }
  } catch (problem) {
    await close(0);
    throw problem;
  }
  for (const remark of lint) log.warn({ remark }, "gateway configuration");
  return { connectors: connectors.map(({ host, port, origin }) => ({ host, port, origin })), lint, close };
}
