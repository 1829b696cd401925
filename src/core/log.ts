import { type DestinationStream, pino } from "pino";

/** The part of a logger that the house uses. Fields first, then a sentence; never a body, token or authId. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Header and field names whose values are never written, whatever object they arrive in. */
const redactedPaths = [
  "authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "tokenId",
  "authId",
  "headers.authorization",
  "headers.cookie",
  'headers["sallyport-assertion"]',
];

/** A JSON-lines logger (pino). `name` is the part that writes: server, gateway, emulator. */
export function createLogger(name: string, level: LogLevel, destination?: DestinationStream): Logger {
  const options = { name, level, base: { name }, redact: { paths: redactedPaths, censor: "[redacted]" } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // silence is the purpose
}
