import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client, codesOf } from "./harness/client.ts";
import { demo, state as demoState, deviceFor, identityOf, secretOf, traceOf } from "./harness/demo.ts";
import { deploy, type OwnDeployment } from "./harness/deployment.ts";

/**
 * Logins of every kind on a deployment that logs all it can, and then a search for every secret that was in play: in what
 * the parts wrote to their logs, to the database, to traces, and in what they answered.
 */

const [alice, bruno] = demo.users;
if (alice === undefined || bruno === undefined) throw new Error("the demo has too few users");
const device = identityOf(deviceFor("COMPLIANT"));

/** Typed into a password field by somebody who mistook it, or sent by Microsoft: none of it may be kept anywhere. */
const typedPassword = "almost-the-Right-passw0rd";
const fromMicrosoft = "what-microsoft-says-stays-with-us";

/** Secrets that a client saw or sent on its way. */
const passing = new Set([typedPassword, fromMicrosoft]);
const codes = new Set<string>();
const answers: Answer[] = [];
const transactions: string[] = [];

let deployment: OwnDeployment;
let gateway: Client;
let logs = "";
let database = "";
let traces = "";

beforeAll(async () => {
  deployment = await deploy({
    change: (file) =>
      file("sallyport.json", (document) => {
        document.log.level = "debug";
      }),
  });
  gateway = client({ origin: deployment.gateway, identity: device });
  await failedLogins();
  await aLoginAndItsSession();
  await brokenRequests();
  await troubleAtMicrosoft();
  for (const transaction of transactions) {
    const events = await traceOf(transaction, (written) => written.length > 0, deployment.state);
    traces += JSON.stringify(events);
  }
  database = filesOf(deployment.state, /^sallyport\.db/);
  logs = deployment.process.output();
});

afterAll(async () => {
  await gateway.close();
  await deployment.remove();
});

async function failedLogins(): Promise<void> {
  await note(gateway.next(await note(gateway.start()), [alice?.name ?? "", typedPassword]));
  const [wrong, code] = ["000000", await codesOf(bruno ?? demo.user, deployment.state)()];
  for (const answer of [wrong, code, code]) {
    codes.add(code);
    const second = await note(gateway.next(await note(gateway.start()), [bruno?.name ?? "", bruno?.password ?? ""]));
    await note(gateway.next(second, [answer, 0]));
  }
}

async function aLoginAndItsSession(): Promise<void> {
  const code = await codesOf(alice ?? demo.user, deployment.state)();
  codes.add(code);
  const second = await note(gateway.next(await note(gateway.start()), [alice?.name ?? "", alice?.password ?? ""]));
  const { body } = await note(gateway.next(second, [code, 0]));
  expect(body).toMatchObject({ tokenId: expect.any(String) });
  const sessions = "/am/json/realms/root/realms/alpha/sessions/?_action=";
  await note(gateway.sessionInfo(body.tokenId));
  await note(gateway.call("POST", `${sessions}validate`, { tokenId: body.tokenId }));
  await note(gateway.call("GET", `/am/json/serverinfo/*?iPlanetDirectoryPro=${body.tokenId}`));
  await note(gateway.next(second, [code, 0]));
  await note(gateway.call("POST", `${sessions}logout`, {}, { cookie: `iPlanetDirectoryPro=${body.tokenId}` }));
  const administrator = client({ origin: deployment.server, realm: "realms/root" });
  const page = await note(administrator.start("administration"));
  await note(administrator.next(page, [demo.admin.name, demo.admin.password]));
  await administrator.close();
}

/** Secrets in places where they do not belong, so that errors are made of what holds them. */
async function brokenRequests(): Promise<void> {
  const authenticate = "/am/json/realms/root/realms/alpha/authenticate";
  const step = await note(gateway.start());
  await note(
    gateway.call("POST", authenticate, `{"authId":"${step.body.authId}","callbacks":[{"value":"${typedPassword}`),
  );
  await note(gateway.call("POST", authenticate, { ...step.body, callbacks: [{ type: typedPassword, input: [] }] }));
  await note(gateway.call("POST", authenticate, { authId: `${step.body.authId}x`, password: typedPassword }));
  const server = client({ origin: deployment.server, headers: { "sallyport-assertion": step.body.authId } });
  await note(server.start());
  await server.close();
}

/** Answers of Microsoft that hold what should go no further. */
async function troubleAtMicrosoft(): Promise<void> {
  const emulator = client({
    origin: deployment.emulator,
    headers: { authorization: `Bearer ${secretOf("emulator.control.token")}` },
  });
  const refused = {
    error: "invalid_client",
    error_description: `AADSTS7000215: ${fromMicrosoft}`,
    error_codes: [7000215],
  };
  const graphError = { error: { code: "InvalidAuthenticationToken", message: fromMicrosoft } };
  const invalid = { status: 401, body: graphError };
  for (const faults of [
    { graph: { status: 500, body: graphError } },
    { graph: { status: 200, body: `<html>${fromMicrosoft}` } },
    // The last, because it makes the server drop its token and pause.
    { graph: invalid, entra: { status: 401, body: refused } },
  ]) {
    expect(await emulator.call("PUT", "/_emulator/faults", faults)).toMatchObject({ status: 200 });
    expect(await note(gateway.start())).toMatchObject({ status: 401, body: { message: "Login failure" } });
  }
  await emulator.call("DELETE", "/_emulator/faults");
  const { body } = await emulator.call("GET", "/_emulator/requests");
  answers.push({ status: 200, headers: {}, body });
  await emulator.close();
}

/** Keeps an answer, and the secrets in it, for the search. */
async function note(pending: Promise<Answer>): Promise<Answer> {
  const answer = await pending;
  answers.push(answer);
  for (const secret of [answer.body?.authId, answer.body?.tokenId]) if (typeof secret === "string") passing.add(secret);
  const transaction = answer.headers["x-forgerock-transactionid"];
  if (typeof transaction === "string" && !transactions.includes(transaction)) transactions.push(transaction);
  return answer;
}

describe("rule 3, secrets leave no trace:", () => {
  it("the search finds each kind of secret where there is one", () => {
    const [authId = ""] = [...passing].filter((secret) => secret.startsWith("eyJ"));
    const [code = ""] = codes;
    expect(findings(`{"authId":"${authId}"}`)).toEqual(["a token that was given out", "a signed token"]);
    expect(findings(`code ${code}, token ${secretOf("intune.client.secret")}`)).toEqual([
      "secrets/intune.client.secret",
      "a one-time code",
    ]);
    expect(passing.size).toBeGreaterThan(10);
    expect(transactions.length).toBeGreaterThan(8);
  });

  it("not in the logs, even when everything is logged", () => {
    expect(logs).toContain('"level":20');
    for (const part of ["gateway", "server", "emulator"]) expect(logs).toContain(`"name":"${part}"`);
    expect(findings(logs)).toEqual([]);
    expect(logs).not.toContain("$argon2");
  });

  it("not in the traces", () => {
    for (const said of ["IntuneNode", "wrong-password", "code-used"]) expect(traces).toContain(said);
    expect(findings(traces)).toEqual([]);
    expect(traces).not.toContain("$argon2");
  });

  it("not in plain text in the database and its side files", () => {
    expect(database).toContain("SQLite format 3");
    expect(database).toContain(alice.name);
    expect(findings(database)).toEqual([]);
  });

  it("not in an answer of the API, but for the authId of a step and the token of a session, each in its place", () => {
    const rest = answers.map(({ headers, body }) => {
      const { "set-cookie": cookie, ...others } = headers;
      if (cookie !== undefined) expect(body).toHaveProperty(body.result === undefined ? "tokenId" : "result");
      return JSON.stringify([others, typeof body === "object" ? { ...body, authId: "", tokenId: "" } : body]);
    });
    expect(rest.length).toBeGreaterThan(20);
    expect(findings(rest.join("\n"))).toEqual([]);
  });

  it("not in logs and database of the demo that every other test uses", () => {
    expect(findings(filesOf(join(demoState, "logs"), /\.log$/))).toEqual([]);
    expect(findings(filesOf(demoState, /^sallyport\.db/))).toEqual([]);
  });
});

/** What of all secrets stands in a text, by name. */
function findings(text: string): string[] {
  const kept = [join(demoState, "secrets"), join(demoState, "keys"), join(deployment.state, "keys")].flatMap(
    (directory) =>
      readdirSync(directory).map(
        (name) => [`secrets/${name}`, readFileSync(join(directory, name), "utf8").trim()] as const,
      ),
  );
  return [
    ...kept.filter(([, value]) => text.includes(value)).map(([name]) => name),
    ...([...passing].some((value) => text.includes(value)) ? ["a token that was given out"] : []),
    ...([...codes].some((code) => new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`).test(text))
      ? ["a one-time code"]
      : []),
    // Access tokens, assertions and authIds alike: a JOSE header and a payload.
    ...(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}/.test(text) ? ["a signed token"] : []),
  ];
}

/** Files of a directory as text; bytes that are none stay searchable. */
function filesOf(directory: string, pattern: RegExp): string {
  const names = readdirSync(directory).filter((name) => pattern.test(name));
  expect(names.length).toBeGreaterThan(0);
  return names.map((name) => readFileSync(join(directory, name), "latin1")).join("\n");
}
