import type { AddressInfo } from "node:net";
import { emulatorErrors } from "./errors.ts";

/** Where the emulator may listen, and under which name it may appear. */

const loopbackHosts = ["127.0.0.1", "localhost", "::1"] as const;

export type LoopbackHost = (typeof loopbackHosts)[number];

/** @throws {emulator.not-loopback} for every host but the three loopback names */
export function requireLoopback(host: string): void {
  if (loopbackHosts.some((allowed) => allowed === host)) return;
  const message = `The emulator listens on loopback only (${loopbackHosts.join(", ")}), not on "${host}".`;
  throw emulatorErrors.error("emulator.not-loopback", { message });
}

/** `localhost` is whatever the machine's name service says; this looks at what was really bound. */
export function isLoopback(address: AddressInfo): boolean {
  return address.address === "::1" || address.address.startsWith("127.");
}

const microsoftDomains =
  /(^|\.)(microsoft\.com|microsoft\.us|microsoftonline\.(com|us)|microsoftonline-p\.com|microsoftonline\.cn|chinacloudapi\.cn|windows\.net|azure\.(com|us|cn))\.?$/i;
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/**
 * @throws {emulator.microsoft-host} so that nobody can point real clients at an emulator by name
 * @throws {emulator.public-host-invalid}
 */
export function requirePublicHost(publicHost: string): void {
  if (microsoftDomains.test(publicHost)) {
    const message = `The emulator must not present itself as "${publicHost}", a host of Microsoft's.`;
    throw emulatorErrors.error("emulator.microsoft-host", { message });
  }
  if (!hostName.test(publicHost) && publicHost !== "[::1]") {
    throw emulatorErrors.error("emulator.public-host-invalid", { message: `"${publicHost}" is not a host name.` });
  }
}
