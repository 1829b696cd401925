import { expect, test } from "vitest";
import type { ServerTls } from "./model.ts";
import { sessionContext } from "./secure-context.ts";

const tls = { clientAuth: "REQUEST", authorities: ["one"] } as const;

test.each<[string, string, Partial<ServerTls>]>([
  ["another listener", "b", {}],
  ["another client authentication", "a", { clientAuth: "REQUIRED" }],
  ["other authorities", "a", { authorities: ["two"] }],
])("a TLS session is worth nothing at %s", (_what, name, change) => {
  expect(sessionContext(name, { ...tls, ...change })).not.toBe(sessionContext("a", tls));
  expect(sessionContext("a", tls)).toHaveLength(32);
});
