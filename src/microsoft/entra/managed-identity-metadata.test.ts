import { expect, it } from "vitest";
import { onMachine } from "../testing/on-machine.ts";
import { clientId } from "../testing/set-up.ts";

// MSAL finds the kind of source once per process, so each kind has a file of its own.

const on = onMachine((origin) => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: origin }));
const issued = { access_token: "machine", expires_in: "3600", expires_on: "1", token_type: "Bearer" };

it("instance metadata is asked in plain http, once while the token lasts, and Entra is not", async () => {
  on.machine.reply = { status: 200, body: issued };
  expect(await on.ask()).toMatchObject({ outcome: "device" });
  expect(await on.ask()).toMatchObject({ outcome: "device" });
  expect(on.fake.tokenRequests).toEqual([]);
  expect(on.machine.requests).toHaveLength(1);
  const url = new URL(on.machine.requests[0]?.url ?? "", on.machine.origin);
  expect(url.pathname).toBe("/metadata/identity/oauth2/token");
  expect(Object.fromEntries(url.searchParams)).toEqual({ "api-version": "2018-02-01", resource: on.fake.origin });
  expect(on.machine.requests[0]?.headers.metadata).toBe("true");
});

it("a second client asks for itself, and a user-assigned identity by its client id", async () => {
  on.machine.reply = { status: 200, body: issued };
  await on.ask({ kind: "managed-identity", userAssignedClientId: clientId });
  expect(on.machine.requests).toHaveLength(1);
  expect(on.machine.requests[0]?.url).toContain(`client_id=${clientId}`);
});

it.each([
  ["refuses", { status: 400, body: { error: "invalid_request" } }, "managed-identity-rejected", 1],
  ["is throttling", { status: 429, body: {} }, "entra-unavailable", 3],
  ["is out", { status: 503, body: {} }, "entra-unavailable", 3],
  ["answers with no token", { status: 200, body: { access_token: "a b" } }, "entra-unavailable", 1],
  ["does not answer", null, "managed-identity-unavailable", 3],
])("an endpoint that %s is a failure", async (_name, reply, reason, calls) => {
  on.machine.reply = reply;
  expect(await on.ask()).toMatchObject({ outcome: "failure", reason, status: reply?.status ?? null });
  expect(on.machine.requests).toHaveLength(calls);
});

it("a refused identity is not asked for again at once", async () => {
  on.machine.reply = { status: 400, body: { error: "invalid_request" } };
  await on.ask();
  await on.ask();
  expect(on.machine.requests).toHaveLength(1);
});
