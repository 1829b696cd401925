import { BlockList, isIP, isIPv4 } from "node:net";
import { amErrors } from "./errors.ts";

/** The peers whose identity headers are believed without an assertion: PingAM's `trustedRemoteHosts`. */
export interface RemoteHosts {
  /** @param address of the socket's other end, never of a header */
  trusts(address: string): boolean;
}

/**
 * An empty list trusts nobody, loopback included; `any` trusts everybody.
 *
 * @param entries addresses, networks in CIDR notation, or `any`
 * @throws {am.remote-host-invalid}
 */
export function remoteHosts(entries: readonly string[]): RemoteHosts {
  if (entries.includes("any")) return { trusts: () => true };
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  return {
    trusts: (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? "ipv4" : "ipv6"),
  };
}

function addEntry(list: BlockList, entry: string): void {
  const [address = "", prefix, ...more] = entry.split("/");
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  const widest = family === "ipv4" ? 32 : 128;
  const bits = prefix === undefined ? widest : Number(prefix);
  const readable = isIP(address) !== 0 && more.length === 0 && /^\d{1,3}$/.test(prefix ?? "0") && bits <= widest;
  if (!readable) {
    const message = `"${entry}" is not a remote host: an address, a network in CIDR notation, or "any" is expected`;
    throw amErrors.error("am.remote-host-invalid", { message });
  }
  list.addSubnet(address, bits, family);
}
