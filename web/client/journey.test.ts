import { expect, test } from "vitest";
import { logout, next, sessionInfo, start } from "./journey.ts";
import { readStep } from "./step.ts";
import { fakeServer, nameStep, success } from "./testing/fake-server.ts";

const realm = "https://gateway.example/mtls-intune/json/realms/root/realms/alpha";

test("a journey starts with the parameters of the page and the headers of the API", async () => {
  const headers = { "X-ForgeRock-TransactionId": "t-1" };
  const server = fakeServer([{ body: nameStep("a1"), headers }], {
    authIndexType: "service",
    authIndexValue: "intune",
  });
  expect(await start(server.context)).toMatchObject({ kind: "step", transactionId: "t-1" });
  expect(server.requests).toMatchObject([
    {
      url: `${realm}/authenticate?authIndexType=service&authIndexValue=intune`,
      headers: {
        "accept-api-version": "protocol=1.0,resource=2.1",
        "content-type": "application/json",
        "x-requested-with": "sallyport-login",
      },
      body: {},
    },
  ]);
});

test("an answer to a step goes to the same place", async () => {
  const server = fakeServer([{ body: success }]);
  const step = readStep(nameStep("a1"));
  expect(step && (await next(server.context, step, new Map([["IDToken1", "demo"]])))).toMatchObject({
    kind: "success",
  });
  expect(server.requests).toMatchObject([
    {
      url: `${realm}/authenticate`,
      body: { authId: "a1", callbacks: [{ input: [{ name: "IDToken1", value: "demo" }] }] },
    },
  ]);
});

test("a lost connection and a page that is no JSON are answers, not exceptions", async () => {
  expect(await start(fakeServer(["no-answer"]).context)).toEqual({ kind: "no-answer", transactionId: "" });
  const badGateway = fakeServer([{ status: 502, body: "<h1>Bad gateway</h1>" }]);
  expect(await start(badGateway.context)).toMatchObject({ kind: "failure", status: 502, message: "" });
});

test.each([
  [
    { AuthLevel: "3", cnf: "x5t" },
    { authLevel: "3", deviceBound: true },
  ],
  [
    { AuthLevel: 2, cnf: "" },
    { authLevel: "2", deviceBound: false },
  ],
  [{ AuthLevel: "0" }, { authLevel: "0", deviceBound: false }],
  [undefined, { authLevel: "", deviceBound: false }],
])("session properties %j are shown as %j", async (properties, expected) => {
  const server = fakeServer([{ body: { username: "demo", realm: "/alpha", properties } }]);
  expect(await sessionInfo(server.context, "token")).toEqual({ username: "demo", realm: "/alpha", ...expected });
  expect(server.requests).toMatchObject([
    { url: `${realm}/sessions/?_action=getSessionInfo`, body: { tokenId: "token" } },
  ]);
});

test("a session that the server does not know has no info", async () => {
  expect(await sessionInfo(fakeServer([{ status: 401, body: { code: 401 } }]).context, "token")).toBeUndefined();
});

test.each([
  [{ body: { result: "Successfully logged out" } }, true],
  [{ status: 401 }, true],
  [{ status: 503 }, false],
  ["no-answer" as const, false],
])("logout answered by %j has ended the session: %j", async (answer, ended) => {
  expect(await logout(fakeServer([answer]).context, "token")).toBe(ended);
});
