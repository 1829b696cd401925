import { BlockList, isIP } from "node:net";

/** Whether an address lies in a network: `10.0.0.0/8`, `2001:db8::/32`, or one address. Anything else is false. */
export function ipMatch(address: string, network: string): boolean {
  return networkOf(network)?.(address) ?? false;
}

/** {@link ipMatch} for one network; undefined when the text names none. */
export function networkOf(network: string): ((address: string) => boolean) | undefined {
  const [base = "", prefix, ...rest] = network.split("/");
  const wanted = plain(base);
  const family = familyOf(wanted);
  if (family === undefined || rest.length > 0) return undefined;
  const bits = family === "ipv4" ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (length < 0 || length > bits) return undefined;
  const list = new BlockList();
  list.addSubnet(wanted, length, family);
  return (address) => {
    const found = plain(address);
    return familyOf(found) === family && list.check(found, family);
  };
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address. A zone names an interface, not an address. */
function plain(address: string): string {
  return address
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, "")
    .replace(/%.*$/s, "");
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : undefined;
}
