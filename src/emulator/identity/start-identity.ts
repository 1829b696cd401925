import type { Logger } from "../../core/log.ts";
import type { Secret } from "../../core/secret.ts";
import type { LoopbackHost } from "../address.ts";
import { createPlainApp, type EmulatorApp } from "../app.ts";
import type { Entra } from "../entra/entra.ts";
import type { FaultContext } from "../faults/inject.ts";
import { answerErrors } from "../http-errors.ts";
import { listen, portOf } from "../listen.ts";
import { appServicePath, identityEndpoint } from "./identity-endpoint.ts";

export interface IdentityOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** The value of `IDENTITY_HEADER`, which App Service gives to its programs alone. */
  readonly header: Secret;
}

/** The managed identity endpoint while it runs. */
export interface RunningIdentity {
  /** For `AZURE_POD_IDENTITY_AUTHORITY_HOST`: `http://127.0.0.1:8446`. */
  readonly authorityHost: string;
  /** For `IDENTITY_ENDPOINT`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @throws {emulator.listen-failed} */
export async function startIdentity(
  options: IdentityOptions & { readonly host: LoopbackHost },
  entra: Entra,
  faults: FaultContext,
  record: (app: EmulatorApp) => void,
  log: Logger,
): Promise<RunningIdentity> {
  const app = createPlainApp();
  record(app);
  answerErrors(app, log);
  identityEndpoint(app, entra, options.header, faults);
  await listen(app, options.host, options.port);
  const host = options.host === "::1" ? "[::1]" : options.host;
  const authorityHost = `http://${host}:${portOf(app) ?? options.port}`;
  return { authorityHost, endpoint: `${authorityHost}${appServicePath}`, close: () => app.close() };
}
