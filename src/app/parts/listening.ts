import { createServer } from "node:net";
import { errorCode } from "../../core/errors.ts";
import { environmentName } from "../../core/tokens.ts";
import { appErrors } from "../errors.ts";
import type { PartName } from "./part.ts";

/** Runs `listen`; a port that somebody else has becomes an error that names it and the way out. */
export async function listening<Value>(part: PartName, port: number, listen: () => Promise<Value>): Promise<Value> {
  try {
    return await listen();
  } catch (cause) {
    if (errorCode(cause) !== "EADDRINUSE") throw cause;
    throw portBusy(part, port, cause);
  }
}

/** @throws {app.port-busy} when something listens on the port already */
export async function requireFreePort(part: PartName, host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
  await listening(part, port, listen);
  await new Promise((resolve) => probe.close(resolve));
}

function portBusy(part: PartName, port: number, cause: unknown): Error {
  const variable = environmentName(`${part}.port`, "SALLYPORT_");
  const message = `port ${port}, which the ${part} needs, is in use by another program; stop it, or set ${variable} to a free port`;
  return appErrors.error("app.port-busy", { message, cause });
}
