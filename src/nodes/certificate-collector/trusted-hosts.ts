import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * Whether a socket's peer is one of the trusted hosts. None are when the list is empty, loopback included; `any` trusts
 * everybody.
 */
export function isTrustedHost(address: string, trusted: readonly string[]): boolean {
  if (trusted.includes("any")) return true;
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const entry of trusted) {
    const [network = "", bits] = entry.split("/");
    const family = familyOf(network);
    list.addSubnet(network, bits === undefined ? widest(family) : Number(bits), family);
  }
  return list.check(address, familyOf(address));
}

type Family = "ipv4" | "ipv6";

function familyOf(address: string): Family {
  return isIPv4(address) ? "ipv4" : "ipv6";
}

function widest(family: Family): number {
  return family === "ipv4" ? 32 : 128;
}
