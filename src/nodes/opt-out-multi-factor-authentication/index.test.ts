import { expect, it } from "vitest";
import { dana } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { optOutMultiFactorAuthenticationNode } from "./index.ts";

it("remembers that the user opted out, and leaves by outcome", async () => {
  const { shared, services, users } = await dana();
  expect((await runNode(optOutMultiFactorAuthenticationNode, { shared, services })).outcome).toBe("outcome");
  expect(users.skipMfa("/alpha", "dana")).toBe(true);
});

it.each([
  ["an unknown user", { username: "stranger" }],
  ["no user name", {}],
  ["a user name that is none", { username: 7 }],
])("leaves by outcome for %s, and remembers nothing", async (_title, shared) => {
  const { services, users } = await dana();
  const { action } = await runNode(optOutMultiFactorAuthenticationNode, { shared, services });
  expect(action).toMatchObject({ outcome: "outcome", reason: expect.stringContaining("nothing is remembered") });
  expect(users.skipMfa("/alpha", "dana")).toBe(false);
});
