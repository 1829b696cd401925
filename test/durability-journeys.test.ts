import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneTimeCode } from "../src/app/demo/one-time-code.ts";
import { type Answer, type Client, client } from "./harness/client.ts";
import { demo, deviceFor, identityOf } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";
import { passwordLogin, putJourney, scripted } from "./harness/journey.ts";
import { killServer } from "./harness/kill-server.ts";
import { eventually } from "./harness/sallyport.ts";

/**
 * What a journey changed is kept when its answer arrives: the server is killed right after it, and in the middle of many.
 * Four times in all, as its supervisor gives up after the fifth.
 */

const [, , , , elena, farid] = demo.users;
if (elena === undefined || farid === undefined) throw new Error("the demo has too few users");
const device = identityOf(deviceFor("COMPLIANT"));

let deployment: OwnDeployment;
let gateway: Client;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      putJourney(file, "register", {
        nodes: {
          ...passwordLogin("register"),
          register: { type: "OathRegistrationNode", to: { successOutcome: "codes", failureOutcome: "failure" } },
          codes: { type: "RecoveryCodeDisplayNode", to: { outcome: "success" } },
        },
      });
      putJourney(file, "recover", {
        nodes: {
          ...passwordLogin("verify"),
          verify: {
            type: "OathTokenVerifierNode",
            config: { isRecoveryCodeAllowed: true },
            to: {
              successOutcome: "success",
              failureOutcome: "failure",
              notRegisteredOutcome: "failure",
              recoveryCodeOutcome: "recover",
            },
          },
          recover: { type: "RecoveryCodeCollectorDecisionNode", to: { true: "success", false: "failure" } },
        },
      });
      putJourney(file, "suspend", {
        nodes: { ...passwordLogin("wait"), wait: scripted("wait", { done: "success" }) },
        scripts: { wait: `if (resumedFromSuspend) action.goTo("done"); else action.suspend("follow {0}");` },
      });
      putJourney(file, "quick", {
        nodes: { who: scripted("who", { done: "success" }) },
        scripts: { who: `action.withIdentifiedUser("${elena.name}").goTo("done");` },
      });
    },
  });
  gateway = client({ origin: deployment.gateway, identity: device });
});

afterAll(async () => {
  await gateway.close();
  await deployment.remove();
});

const authenticate = "/am/json/realms/root/realms/alpha/authenticate";
const loggedIn = { status: 200, body: { tokenId: expect.any(String) } };

function outputOf(step: Answer, type: string, output = "message"): string {
  const callback = step.body.callbacks.find((one: { type: string }) => one.type === type);
  return callback.output.find(({ name }: { name: string }) => name === output).value;
}

describe("rule 5, nothing acknowledged is lost: after kill -9 of the server", { timeout: 120_000 }, () => {
  it("a second factor that was registered as the last answer lets its owner in, and so does a recovery code", async () => {
    const shown = await gateway.next(await gateway.start("register"), [elena.name, elena.password]);
    const uri = outputOf(shown, "HiddenValueCallback", "value");
    expect(uri).toMatch(/^otpauth:/);
    // The device is stored with this answer; the recovery codes are seen this once.
    const codes = await gateway.next(shown, ["", 0]);
    const [recoveryCode = ""] = /[A-Z0-9]{16}/i.exec(outputOf(codes, "TextOutputCallback")) ?? [];
    await killServer(deployment, gateway);

    const second = await gateway.next(await gateway.start("recover"), [elena.name, elena.password]);
    expect(await gateway.next(second, [oneTimeCode(uri, Date.now()), 0])).toMatchObject(loggedIn);
    const another = await gateway.next(await gateway.start("recover"), [elena.name, elena.password]);
    const asks = await gateway.next(another, ["", 1]);
    expect(await gateway.next(asks, [recoveryCode])).toMatchObject(loggedIn);
    expect(await gateway.next(codes, [0])).toMatchObject(loggedIn);
  });

  it("a journey that was suspended resumes by its link, once, also across a second kill", async () => {
    const suspended = await gateway.next(await gateway.start("suspend"), [farid.name, farid.password]);
    const message = outputOf(suspended, "SuspendedTextOutputCallback");
    const link = new URL(message.slice("follow ".length));
    await killServer(deployment, gateway);

    const resume = () => gateway.call("POST", `${authenticate}${link.search}`, "");
    const end = await resume();
    expect(end).toMatchObject(loggedIn);
    await killServer(deployment, gateway);
    expect(await resume()).toMatchObject({ status: 401 });
    const { body } = await gateway.sessionInfo(end.body.tokenId);
    expect(body).toMatchObject({ username: farid.name });
  });

  it("every session that was acknowledged while logins were under way is valid, and no other answer but a session or an error", async () => {
    const acknowledged: string[] = [];
    const begun = { logins: 0 };
    const logins = Array.from({ length: 8 }, async () => {
      for (; begun.logins < 400; begun.logins += 1) {
        const { status, body } = await gateway.start("quick");
        if (status === 200) acknowledged.push(body.tokenId);
        else if (status < 500) throw new Error(`${status} ${JSON.stringify(body)}`);
      }
    });
    const ended = Promise.allSettled(logins);
    await eventually("some sessions", () => acknowledged.length >= 20);
    await killServer(deployment, gateway);
    begun.logins = 400;
    expect((await ended).filter(({ status }) => status === "rejected")).toEqual([]);
    const infos = await Promise.all(acknowledged.map((token) => gateway.sessionInfo(token)));
    expect(infos.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
