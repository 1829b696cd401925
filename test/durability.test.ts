import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client, codesOf, logIn } from "./harness/client.ts";
import { demo, deviceFor, identityOf } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";
import { killServer } from "./harness/kill-server.ts";

/** What the server said yes to, it said for good: it is killed right after an answer, and its supervisor starts it again. */

const [alice, bruno, chloe] = demo.users;
if (alice === undefined || bruno === undefined || chloe === undefined) throw new Error("the demo has too few users");
const device = identityOf(deviceFor("COMPLIANT"));

let deployment: OwnDeployment;
let gateway: Client;

beforeAll(async () => {
  deployment = await deploy();
  gateway = client({ origin: deployment.gateway, identity: device });
});

afterAll(async () => {
  await gateway.close();
  await deployment.remove();
});

describe("rule 5, nothing acknowledged is lost: after kill -9 of the server", () => {
  let session: Answer;
  let waiting: Answer;
  let codes: () => Promise<string>;
  let used: string;

  beforeAll(async () => {
    waiting = await gateway.next(await gateway.start(), [bruno.name, bruno.password]);
    codes = codesOf(chloe, deployment.state);
    used = await codes();
    await logIn(gateway, chloe, () => used);
    session = await logIn(gateway, alice, codesOf(alice, deployment.state));
    await killServer(deployment, gateway);
  });

  it("a session that was acknowledged as its last answer is valid, with the same level and owner", async () => {
    expect(session.body).toMatchObject({ tokenId: expect.any(String) });
    const info = await gateway.sessionInfo(session.body.tokenId);
    expect(info).toMatchObject({ status: 200, body: { username: alice.name, properties: { AuthLevel: "3" } } });
  });

  it("a journey that waited between two steps goes on with the authId that its client holds", async () => {
    const answer = await gateway.next(waiting, [await codesOf(bruno, deployment.state)(), 0]);
    expect(answer).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
  });

  it("a step that was answered before stays answered", async () => {
    const answer = await gateway.next(waiting, [await codesOf(bruno, deployment.state)(), 0]);
    expect(answer).toMatchObject({ status: 401, body: { message: "Session has timed out" } });
  });

  it("a one-time code that was accepted is still refused, and the next one accepted", async () => {
    const second = await gateway.next(await gateway.start(), [chloe.name, chloe.password]);
    expect(await gateway.next(second, [used, 0])).toMatchObject({ status: 401, body: { message: "Login failure" } });
    const answer = await logIn(gateway, chloe, codes);
    expect(answer).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
  });

  it("a logout that was acknowledged is not undone by the next kill", async () => {
    const { tokenId } = session.body;
    const out = await gateway.call("POST", "/am/json/realms/root/realms/alpha/sessions/?_action=logout", { tokenId });
    expect(out.body).toEqual({ result: "Successfully logged out" });
    await killServer(deployment, gateway);
    expect(await gateway.sessionInfo(tokenId)).toMatchObject({ status: 401 });
  });
});
