import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TraceEvent } from "../../src/journey/index.ts";
import { type Answer, type Client, client, codesOf } from "../harness/client.ts";
import { demo, state as demoState, deviceFor, identityOf, secretOf, traceOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { type Ended, run } from "../harness/intune-deployment.ts";
import { passwordLogin, putJourney, scripted } from "../harness/journey.ts";
import { documentedOutputs, withoutChance } from "./documented.ts";

/** `sallyport trace`: what an administrator learns of a login whose transaction id a user has read out on the phone. */

const user = demo.users[5] ?? demo.user;

/** Says more than it should. */
const talkative = `
logger.warn("{} came with {}", nodeState.get("username"), nodeState.get("password"));
nodeState.putShared("riskScore", 7);
nodeState.putShared("apiToken", "do-not-tell");
nodeState.putTransient("hint", "nor-this");
action.goTo("low");`;

let deployment: OwnDeployment;
let gateway: Client;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      file("realms/alpha/journeys/intune.journey.json", ({ trees: { intune } }) => {
        const [config] = Object.values<{ inTuneHeader?: string }>(intune.nodes).filter((node) => node.inTuneHeader);
        const others = ["NONCOMPLIANT", "INGRACEPERIOD", "CONFIGMANAGER", "CONFLICT", "NOID", "UNKNOWN", "ERROR"];
        const refused = Object.fromEntries(others.map((outcome) => [outcome, "failure"]));
        putJourney(file, "office", {
          nodes: {
            device: { type: "IntuneNode", config: { ...config }, to: { COMPLIANT: "page", ...refused } },
            ...passwordLogin("risk"),
            risk: scripted("risk", { low: "code", high: "failure" }),
            code: {
              type: "InnerTreeEvaluatorNode",
              config: { tree: "code" },
              to: { true: "success", false: "failure" },
            },
          },
          scripts: { risk: talkative },
        });
      });
      putJourney(file, "code", {
        nodes: {
          verify: {
            type: "OathTokenVerifierNode",
            to: { successOutcome: "success", failureOutcome: "failure", notRegisteredOutcome: "failure" },
          },
        },
        tree: { innerTreeOnly: true },
      });
    },
  });
  gateway = client({ origin: deployment.gateway, identity: identityOf(deviceFor("COMPLIANT")) });
});

afterAll(async () => {
  await gateway.close();
  await deployment.remove();
});

function trace(...args: string[]): Promise<Ended> {
  const environment = {
    SALLYPORT_SECRETS_DIRECTORY: join(demoState, "secrets"),
    SALLYPORT_PKI_DIRECTORY: join(demoState, "pki"),
  };
  return run(["trace", "--deployment", "deployment", ...args], dirname(deployment.state), environment);
}

const idOf = ({ headers }: Answer) => String(headers["x-forgerock-transactionid"]);

/** Waits until the server has written the last step, and gives the id of the transaction. */
async function written(answer: Answer, last: (event: TraceEvent) => boolean): Promise<string> {
  await traceOf(idOf(answer), (events) => events.some(last), deployment.state);
  return idOf(answer);
}

describe("sallyport trace", () => {
  it("shows the path of a login: each step's outcome and reason, and how old its data was, as documented", async () => {
    const first = await gateway.start("office");
    const second = await gateway.next(first, [user.name, user.password]);
    const used = await codesOf(user, deployment.state)();
    const last = await gateway.next(second, [used, 0]);
    expect(last).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
    expect(new Set([first, second, last].map(idOf)).size).toBe(1);
    const id = await written(last, ({ path, leadsTo }) => path.length === 1 && leadsTo === "success");

    const { code: exitCode, stdout, stderr } = await trace(id);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const pieces = documentedOutputs("trace", "a compliant device, a password and a code");
    expect(pieces.length, stdout).toBeGreaterThan(0);
    for (const piece of pieces) expect(withoutChance(stdout)).toContain(piece);

    const json = await trace(id, "--json");
    const body = JSON.parse(json.stdout);
    expect(body).toMatchObject({ transactionId: id, realm: "/alpha", journey: "office" });
    const steps = body.events.filter(({ outcome }: TraceEvent) => outcome !== null);
    expect(steps.find(({ nodeType }: TraceEvent) => nodeType === "IntuneNode")).toMatchObject({
      outcome: "COMPLIANT",
      reason: expect.stringMatching(/^complianceState compliant \(live, last sync \S+Z\)$/),
    });
    expect(steps.find(({ nodeType }: TraceEvent) => nodeType === "ScriptedDecisionNode")).toMatchObject({
      outcome: "low",
      logs: [expect.stringContaining(user.name)],
    });
    for (const text of [stdout, json.stdout]) {
      const secrets = [
        user.password,
        used,
        "do-not-tell",
        "nor-this",
        last.body.tokenId,
        secretOf("intune.client.secret"),
      ];
      for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
    }
  });

  it.each<[string, (on: Client) => Promise<Answer>, RegExp]>([
    [
      "the wrong password, which the client is not told",
      async (on) => on.next(await on.start("office"), [user.name, "wrong"]),
      /→ false, failure of office[\s\S]*\n {3}\S/,
    ],
    [
      "a code that was used before",
      async (on) => on.next(await on.next(await on.start("office"), [user.name, user.password]), ["000000", 0]),
      /code › verify {2}→ failureOutcome, failure of code[\s\S]*Ended|Ended[\s\S]*code › verify {2}→ failureOutcome/,
    ],
  ])("names the step at which a login failed: %s", async (_why, attempt, expected) => {
    const answer = await attempt(gateway);
    expect(answer).toMatchObject({ status: 401, body: { message: "Login failure" } });
    const id = await written(answer, ({ path, leadsTo }) => path.length === 1 && leadsTo === "failure");
    const { stdout } = await trace(id);
    expect(stdout).toMatch(/ {2}Ended {9}in failure, after /);
    expect(stdout).toMatch(expected);
  });

  it("of a login that is under way says for what it waits", async () => {
    const id = await written(await gateway.start("office"), ({ nodeType }) => nodeType === "PageNode");
    expect((await trace(id)).stdout).toMatch(/ {2}Ended {9}not yet: it waits for the client/);
  });

  it("survives the server: it is read while nothing runs", async () => {
    const id = await written(await gateway.start("office"), ({ nodeType }) => nodeType === "PageNode");
    await deployment.process.stop();
    expect(await trace(id)).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    ["an id that nobody has", "f61dc341-c9c9-40c1-abbd-000000000000"],
    ["something that is no id", "'; DROP TABLE traces; --"],
    ["what would clear a terminal", "\u001b[2J"],
  ])("ends with 1 and a hint for %s", async (_what, id) => {
    const { code: exitCode, stdout, stderr } = await trace(id);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^sallyport: there is no trace of .*older than what is kept/);
    expect(stderr).not.toContain("\u001b");
  });

  it("ends with 1 for a directory that is no deployment", async () => {
    const ended = await run(["trace", "x", "--deployment", "nowhere"], dirname(deployment.state));
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(/nowhere\/sallyport\.json: cannot be read/);
  });
});
