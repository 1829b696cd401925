import fc from "fast-check";
import { expect, test } from "vitest";
import { addressKey } from "./client-address.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["not an address", "not an address"],
  ["", ""],
])("attempts from %s count for %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test("all addresses of one /64 have one key, and no address outside has it", () => {
  const group = fc.integer({ min: 1, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(half, half, half, half, (network, otherNetwork, host, otherHost) => {
      const key = addressKey([...network, ...host].join(":"));
      expect(addressKey([...network, ...otherHost].join(":"))).toBe(key);
      expect(addressKey([...otherNetwork, ...host].join(":")) === key).toBe(network.join() === otherNetwork.join());
    }),
  );
});
