import { expect, test } from "vitest";
import type { ServerTls } from "../heap/heap-object.ts";
import { sessionContext } from "./create-server.ts";

const tls: ServerTls = {
  clientAuth: "REQUEST",
  keys: [],
  authorities: ["one"],
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.3",
};

test.each<[string, string, Partial<ServerTls>]>([
  ["another listener", "b", {}],
  ["another client authentication", "a", { clientAuth: "REQUIRED" }],
  ["other authorities", "a", { authorities: ["two"] }],
])("a TLS session is worth nothing at %s", (_what, name, change) => {
  expect(sessionContext(name, { ...tls, ...change })).not.toBe(sessionContext("a", tls));
  expect(sessionContext("a", tls)).toHaveLength(32);
});
