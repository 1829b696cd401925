import { resolve } from "node:path";
import { systemRandom } from "../core/random.ts";
import { outerScope, type Scope } from "./config/scope.ts";
import { createGatewayMetrics } from "./monitoring/metrics.ts";
import { objectTypes } from "./objects/index.ts";
import type { GatewayOptions } from "./options.ts";
import { createGeneration, type Generation } from "./routes/generation.ts";
import { createRouters, type Routers } from "./routes/status.ts";
import { sharedSandbox } from "./scripting/javascript/shared-sandbox.ts";

/** What the files of a gateway are loaded into. */
export interface Loading {
  readonly scope: Scope;
  readonly generation: Generation;
  readonly routers: Routers;
  /** Ends what objects hold. */
  close(): Promise<void>;
}

export function createLoading(options: GatewayOptions): Loading {
  const directory = resolve(options.directory);
  const { clock, log, environment, secret } = options;
  const routers = createRouters();
  const sandbox = sharedSandbox(log);
  const generation = createGeneration({
    directory,
    mode: options.mode ?? "production",
    types: objectTypes,
    trust: {
      identityHeaders: options.trust.identityHeaders,
      upstreams: new Set(options.trust.upstreams.map((origin) => new URL(origin).origin)),
      assertion: options.assertion,
    },
    log,
    clock,
    random: options.random ?? systemRandom,
    compatibility: { scriptErrors: false, scriptIdentity: false, ...options.compatibility },
    support: options.support ?? {},
    upstreamCa: options.upstreamCa,
    resolve: options.resolve ?? {},
    routeDirectories: [],
    routers,
    renewals: new Set(),
    metrics: createGatewayMetrics(),
    origins: new Set(),
    audited: new WeakSet(),
    javascript: sandbox.get,
  });
  return {
    scope: outerScope({ directory, environment, secret }),
    generation,
    routers,
    close: async () => {
      await generation.close();
      await sandbox.close();
    },
  };
}
