import { expect, it } from "vitest";
import { onMachine } from "../testing/on-machine.ts";
import { clientId } from "../testing/set-up.ts";

// MSAL finds the kind of source once per process, so each kind has a file of its own.

const on = onMachine((origin) => ({ IDENTITY_ENDPOINT: `${origin}/msi/token`, IDENTITY_HEADER: "h3ader" }));

it("App Service's endpoint is asked with its header, again when the end that it told comes near", async () => {
  const end = on.setting.clock.now() / 1000 + 3600;
  on.machine.reply = { status: 200, body: { access_token: "machine", expires_on: String(end), token_type: "Bearer" } };
  const credential = { kind: "managed-identity", userAssignedClientId: clientId } as const;
  expect(await on.ask(credential)).toMatchObject({ outcome: "device" });
  on.setting.clock.advance(3_299_000);
  await on.ask(credential);
  expect(on.machine.requests).toHaveLength(1);
  on.setting.clock.advance(1_000);
  await on.ask(credential);
  expect(on.machine.requests).toHaveLength(2);
  const url = new URL(on.machine.requests[0]?.url ?? "", on.machine.origin);
  expect(url.pathname).toBe("/msi/token");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ resource: on.fake.origin, client_id: clientId });
  expect(on.machine.requests[0]?.headers["x-identity-header"]).toBe("h3ader");
});

it("the endpoint's header reaches neither failure nor log", async () => {
  on.machine.reply = { status: 401, body: { message: "h3ader" } };
  const result = await on.ask();
  expect(result).toMatchObject({ reason: "managed-identity-rejected", status: 401 });
  expect(JSON.stringify(result) + on.setting.logged.join()).not.toMatch(/h3ader|msi/);
});
