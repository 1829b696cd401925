import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneTimeCode } from "../src/app/demo/one-time-code.ts";
import { type Answer, type Client, client, codesOf } from "./harness/client.ts";
import { demo, deviceFor, identityOf, traceOf } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";
import { eventually } from "./harness/sallyport.ts";

/** Whoever is refused learns that, and no more; whoever runs the place reads in the trace which node refused, and why. */

const [alice, bruno] = demo.users;
if (alice === undefined || bruno === undefined) throw new Error("the demo has too few users");
/** Added to the deployment: one user has registered no generator of one-time codes, the other may not log in. */
const plain = { name: "plain", password: "correct horse battery" };
const inactive = { name: "inactive", password: "correct horse battery" };

let deployment: OwnDeployment;
const devices = new Map<string, Client>();

beforeAll(async () => {
  deployment = await deploy({
    change: (file) =>
      file("realms/alpha/users.json", (document) => {
        document.users.push({ username: plain.name, password: plain.password });
        document.users.push({ username: inactive.name, password: inactive.password, active: false });
      }),
  });
  for (const outcome of ["COMPLIANT", "ERROR"]) {
    devices.set(outcome, client({ origin: deployment.gateway, identity: identityOf(deviceFor(outcome)) }));
  }
});

afterAll(async () => {
  await Promise.all([...devices.values()].map((device) => device.close()));
  await deployment.remove();
});

interface Refusal {
  readonly title: string;
  readonly device?: string;
  readonly name?: string;
  readonly password?: string;
  readonly code?: () => string;
  /** What the event of the node that refused says. */
  readonly trace: { readonly nodeType: string; readonly outcome: string; readonly reason?: string };
}

const wrongCode = (): string => {
  const real = Array.from({ length: 8 }, (_, step) => oneTimeCode(alice.totpUri, Date.now() + (step - 3) * 30_000));
  return ["000000", "111111", "222222", "333333"].find((code) => !real.includes(code)) ?? "";
};

const decision = (reason: string) => ({ nodeType: "DataStoreDecisionNode", outcome: "false", reason });
const oath = (outcome: string, reason: string) => ({ nodeType: "OathTokenVerifierNode", outcome, reason });

const refusals: readonly Refusal[] = [
  { title: "an unknown user", name: "nobody", password: "wrong password", trace: decision("unknown-user") },
  { title: "a wrong password", name: alice.name, password: "wrong password", trace: decision("wrong-password") },
  {
    title: "an empty password",
    name: alice.name,
    password: "",
    trace: decision("no user name or no password in state"),
  },
  { title: "an inactive user", name: inactive.name, password: inactive.password, trace: decision("inactive") },
  {
    title: "a wrong one-time code",
    name: alice.name,
    password: alice.password,
    code: wrongCode,
    trace: oath("failureOutcome", "wrong-code"),
  },
  {
    title: "a user without a generator of codes",
    name: plain.name,
    password: plain.password,
    trace: oath("notRegisteredOutcome", "not-registered"),
  },
  {
    title: "a device whose state Intune cannot establish",
    device: "ERROR",
    trace: { nodeType: "ScriptedDecisionNode", outcome: "refuse" },
  },
];

/** Goes through the journey to its end. */
async function refuse({ device = "COMPLIANT", name = "", password = "", code }: Refusal): Promise<Answer> {
  const on = devices.get(device);
  if (on === undefined) throw new Error(`no device ${device}`);
  let answer = await on.start();
  if (answer.body.callbacks !== undefined) answer = await on.next(answer, [name, password]);
  if (answer.body.callbacks !== undefined) answer = await on.next(answer, [code?.() ?? "", 0]);
  return answer;
}

describe("rule 7, what is refused says which rule refused it: in the trace of", () => {
  it.each(refusals.map((refusal) => [refusal.title, refusal] as const))("%s", async (_title, refusal) => {
    const { headers } = await refuse(refusal);
    const transactionId = String(headers["x-forgerock-transactionid"]);
    const refusing = await traceOf(
      transactionId,
      (events) => events.some((event) => matches(event, refusal.trace)),
      deployment.state,
    );
    expect(refusing).toContainEqual(expect.objectContaining(refusal.trace));
  });
});

describe("rule 7, what is refused says which rule refused it: to the public only as much as helps nobody else;", () => {
  it("the answers to all these are byte for byte the same, their headers too", async () => {
    const answers: Answer[] = [];
    for (const refusal of refusals) answers.push(await refuse(refusal));
    for (const { status, body, headers } of answers) {
      expect({ status, body: JSON.stringify(body), headers: comparable(headers) }).toEqual({
        status: 401,
        body: '{"code":401,"reason":"Unauthorized","message":"Login failure","detail":{"failureUrl":""}}',
        headers: comparable(answers[0]?.headers ?? {}),
      });
    }
  });

  it("a code that was used answers like a wrong one, and its trace tells the difference", async () => {
    const code = await codesOf(bruno, deployment.state)();
    const once: Refusal = {
      title: "",
      name: bruno.name,
      password: bruno.password,
      code: () => code,
      trace: oath("failureOutcome", "code-used"),
    };
    expect(await refuse(once)).toMatchObject({ status: 200 });
    const again = await refuse(once);
    expect(again).toMatchObject({ status: 401, body: { code: 401, message: "Login failure" } });
    const transactionId = String(again.headers["x-forgerock-transactionid"]);
    const ended = (events: readonly object[]) => events.some((event) => matches(event, once.trace));
    expect(await traceOf(transactionId, ended, deployment.state)).toContainEqual(expect.objectContaining(once.trace));
  });

  it("a journey, realm or address that does not exist is refused without naming those that do", async () => {
    const on = devices.get("COMPLIANT");
    const unknown = await on?.start("no-such-journey");
    expect(unknown).toMatchObject({ status: 400, body: { message: "No Configuration found" } });
    const innerOrUnknown = await on?.call("POST", "/am/json/realms/root/realms/beta/authenticate", "");
    expect(innerOrUnknown).toMatchObject({ status: 404, body: { message: "Realm not found" } });
    expect(await on?.call("GET", "/nowhere")).toMatchObject({ status: 404 });
  });

  it("an identity header that nothing proves is named in the log of the gateway, and nowhere in the answer", async () => {
    const spoofing = client({
      origin: deployment.gateway,
      headers: { SSL_Client_S_DN: `CN=${deviceFor("COMPLIANT").id}` },
    });
    const answer = await spoofing.start();
    expect(JSON.stringify([answer.body, answer.headers]).toLowerCase()).not.toContain("ssl_client_s_dn");
    const named = /ssl_client_s_dn.*a client sent identity headers; they were/;
    await eventually("the header's name in the log", () => named.test(deployment.process.output().toLowerCase()));
    await spoofing.close();
  });
});

function matches(event: object, wanted: object): boolean {
  const seen = new Map<string, unknown>(Object.entries(event));
  return Object.entries(wanted).every(([key, value]) => seen.get(key) === value);
}

/** Headers but for those that differ from one answer to the next by their nature. */
function comparable(headers: Answer["headers"]): Answer["headers"] {
  const { date: _date, "x-forgerock-transactionid": _transaction, ...others } = headers;
  return others;
}
