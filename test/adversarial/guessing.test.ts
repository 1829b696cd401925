import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, client } from "../harness/client.ts";
import { demo, deviceFor, identityOf, traceOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { passwordLogin, putJourney, scripted } from "../harness/journey.ts";

/** Passwords and links that somebody guesses, and links that somebody has found. */

const [alice, bruno, chloe, david] = demo.users;
if (alice === undefined || bruno === undefined || chloe === undefined || david === undefined) {
  throw new Error("the demo has too few users");
}

let deployment: OwnDeployment;
let owner: Client;
let other: Client;
let nobody: Client;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      file("realms/alpha/realm.json", (realm) => {
        realm.zeroPageLogin = { enabled: true };
        realm.lockout = { failures: 3, minutes: 15 };
      });
      const wait = { wait: scripted("wait", { done: "success" }) };
      const scripts = { wait: `if (resumedFromSuspend) action.goTo("done"); else action.suspend("follow {0}");` };
      putJourney(file, "password", { nodes: passwordLogin() });
      putJourney(file, "suspend", { nodes: { ...passwordLogin("wait"), ...wait }, scripts });
      file("realms/alpha/journeys/intune.journey.json", ({ trees: { intune } }) => {
        const [device] =
          Object.entries<{ inTuneHeader?: string }>(intune.nodes).find(([, node]) => node.inTuneHeader) ?? [];
        const config = intune.nodes[device ?? ""];
        const to = Object.fromEntries(config._outcomes.map(({ id }: { id: string }) => [id, "page"]));
        const nodes = { device: { type: "IntuneNode", config, to }, ...passwordLogin("wait"), ...wait };
        putJourney(file, "device-first", { nodes, scripts });
      });
    },
  });
  const origin = deployment.gateway;
  owner = client({ origin, identity: identityOf(deviceFor("COMPLIANT")) });
  other = client({ origin, identity: identityOf(deviceFor("NONCOMPLIANT")) });
  nobody = client({ origin });
});

afterAll(async () => {
  await Promise.all([owner, other, nobody].map((one) => one.close()));
  await deployment.remove();
});

const authenticate = "/am/json/realms/root/realms/alpha/authenticate";
const loggedIn = { status: 200, body: { tokenId: expect.any(String) } };
const unknown = {
  status: 401,
  body: {
    code: 401,
    reason: "Unauthorized",
    message: expect.stringContaining("SuspendedAuthSessionException: Token not found. It may have expired."),
  },
};

async function suspendedId(on: Client, journey: string, { name, password } = alice ?? demo.user): Promise<string> {
  const { body } = await on.next(await on.start(journey), [name, password]);
  const [{ type, output }] = body.callbacks;
  expect(type).toBe("SuspendedTextOutputCallback");
  const link = new URL(output.find((one: { name: string }) => one.name === "message").value.slice("follow ".length));
  return link.searchParams.get("suspendedId") ?? "";
}

function resume(on: Client, id: string, realm = authenticate) {
  return on.call("POST", `${realm}?${new URLSearchParams({ suspendedId: id })}`, "");
}

describe("rule 4, one step of a journey is accepted once: the link of a suspended journey", () => {
  it("has 128 random bits or more, and none of it is like another's", async () => {
    const [one, two] = [await suspendedId(owner, "suspend"), await suspendedId(owner, "suspend")];
    expect(Buffer.from(one, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(one.slice(0, 12)).not.toBe(two.slice(0, 12));
  });

  it.each<[string, (id: string) => string]>([
    ["guessed", () => randomBytes(32).toString("base64url")],
    ["cut short", (id) => id.slice(0, -1)],
    ["longer", (id) => `${id}A`],
    ["in other letters", (id) => id.toLowerCase()],
    ["empty", () => ""],
    ["very long", () => "A".repeat(4000)],
    ["a database's wildcard", () => "%"],
    ["another kind of id", () => "shandle:x"],
  ])("is refused when it is %s, always with the same answer, and the real one still works", async (_what, forge) => {
    const id = await suspendedId(nobody, "suspend");
    expect(await resume(nobody, forge(id))).toMatchObject(unknown);
    expect(await resume(nobody, id)).toMatchObject(loggedIn);
  });

  it("works once, also for ten who follow it at the same moment", async () => {
    const id = await suspendedId(nobody, "suspend");
    const answers = await Promise.all(Array.from({ length: 10 }, () => resume(nobody, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
    expect(await resume(nobody, id)).toMatchObject(unknown);
  });

  it("is refused in another realm", async () => {
    const id = await suspendedId(nobody, "suspend");
    expect(await resume(nobody, id, "/am/json/realms/root/authenticate")).toMatchObject({ status: 401 });
    expect(await resume(nobody, id)).toMatchObject(loggedIn);
  });
});

describe("rule 1, no identity without proof: what one device proved does not pass to another by a link:", () => {
  it("on the device of the journey it goes on", async () => {
    expect(await resume(owner, await suspendedId(owner, "device-first"))).toMatchObject(loggedIn);
  });

  it.each<[string, () => Client]>([
    ["another device", () => other],
    ["no certificate", () => nobody],
  ])(
    "with %s the journey fails as device-changed, which only the trace says, and the link is used up",
    async (_what, thief) => {
      const id = await suspendedId(owner, "device-first");
      const answer = await resume(thief(), id);
      expect(answer.status).toBe(401);
      expect(answer.body).not.toHaveProperty("tokenId");
      expect(JSON.stringify(answer.body)).not.toContain("device");
      const events = await traceOf(
        String(answer.headers["x-forgerock-transactionid"]),
        (seen) => JSON.stringify(seen).includes("device-changed"),
        deployment.state,
      );
      expect(JSON.stringify(events)).toContain("device-changed");
      expect(await resume(owner, id)).toMatchObject(unknown);
    },
  );

  it("a journey that judged no device goes on anywhere, and its session is the new device's", async () => {
    const end = await resume(other, await suspendedId(owner, "suspend"));
    expect(end).toMatchObject(loggedIn);
    expect((await owner.sessionInfo(end.body.tokenId)).status).toBe(401);
    expect((await other.sessionInfo(end.body.tokenId)).status).toBe(200);
  });
});

describe("rule 6, every wait has a bound, every queue a limit: passwords guessed by the headers of zero-page login", () => {
  const byHeader = (name: string, password: string) =>
    nobody.call("POST", `${authenticate}?authIndexType=service&authIndexValue=password`, "", {
      "x-openam-username": name,
      "x-openam-password": password,
    });

  it("count for the same lockout as those on the page, which keeps out the right one too", async () => {
    expect(await byHeader(bruno.name, bruno.password)).toMatchObject(loggedIn);
    expect(await byHeader(bruno.name, "wrong")).toMatchObject({ status: 401 });
    const page = await nobody.start("password");
    expect(await nobody.next(page, [bruno.name, "wrong"])).toMatchObject({ status: 401 });
    expect(await byHeader(bruno.name.toUpperCase(), "wrong")).toMatchObject({ status: 401 });
    const locked = await byHeader(bruno.name, bruno.password);
    expect(locked).toMatchObject({ status: 401, body: { message: "Login failure" } });
    expect(await nobody.next(await nobody.start("password"), [bruno.name, bruno.password])).toMatchObject({
      status: 401,
    });
  });

  it("are one guess a request, however often the header stands there", async () => {
    const twice = await nobody.call("POST", `${authenticate}?authIndexType=service&authIndexValue=password`, "", {
      "x-openam-username": chloe.name,
      "x-openam-password": ["wrong", chloe.password],
    });
    expect(twice.body).not.toHaveProperty("tokenId");
  });

  it("spare no second factor", async () => {
    const step = await nobody.call(
      "POST",
      "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=two-factor",
      "",
      { "x-openam-username": david.name, "x-openam-password": david.password },
    );
    expect(step.body).not.toHaveProperty("tokenId");
    expect(step.body.callbacks.map(({ type }: { type: string }) => type)).toEqual([
      "NameCallback",
      "ConfirmationCallback",
    ]);
  });
});
