import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client } from "../harness/client.ts";
import { demo, secretOf, traceOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { putJourney, scripted } from "../harness/journey.ts";
import { isAlive } from "../harness/sallyport.ts";

/** Scripts that an administrator wrote badly, or somebody who became one: they end their own login, and nothing else. */

/** What the script does, and by which error its node ends. */
const faults: readonly (readonly [name: string, source: string, error: string | RegExp | null])[] = [
  ["loops", "while (true) {}", "script.timeout"],
  ["loops and catches everything", "for (;;) { try { for (;;) {} } catch (e) {} }", "script.timeout"],
  ["allocates", 'var all = []; for (;;) all.push(new Array(1e5).fill("x"));', /^script\.(out-of-memory|timeout)$/],
  ["doubles a text", 'var text = "xx"; for (;;) text += text;', /^script\.(out-of-memory|threw)$/],
  ["recurses", "function f() { return f() + 1; } f();", "script.threw"],
  ["throws", 'throw new Error("password=hunter2");', "script.threw"],
  ["throws something odd", "throw null;", "script.threw"],
  ["cannot be read", "if (", "script.syntax"],
  ["has a slow expression", 'action.goTo(/^(a+)+$/.test("a".repeat(60) + "!") ? "done" : "done");', "script.timeout"],
  ["returns an outcome that it does not have", 'action.goTo("admin");', /./],
  ["returns an outcome of every object", 'action.goTo("__proto__");', /./],
  ["returns an outcome that is no text", "action.goTo({ toString: null });", /./],
  ["returns nothing", "var nothing = 1;", /./],
  ["sends a callback that nobody can answer", "callbacksBuilder.httpCallback();", /./],
  ["fills the state", 'nodeState.putShared("x", "y".repeat(3e5)); action.goTo("done");', null],
  ["logs without end", 'for (;;) logger.error("x".repeat(1e4));', "script.timeout"],
  ["asks for what is not there", "openidm.read('managed/user/x');", "script.unsupported"],
  ["names a user who is not there", 'action.withIdentifiedUser("nobody").goTo("done");', null],
  ["reaches for the host", 'this.constructor.constructor("return process")().exit();', "script.threw"],
  ["sends a request where it must not", 'httpClient.send("http://127.0.0.1:1/").get();', "script.threw"],
];

let deployment: OwnDeployment;
let server: Client;

beforeAll(async () => {
  deployment = await deploy({
    only: "server",
    change(file) {
      for (const [index, [, source]] of faults.entries()) {
        putJourney(file, `fault-${index}`, {
          nodes: { bad: scripted("bad", { done: "success" }) },
          scripts: { bad: source },
        });
      }
      putJourney(file, "quick", {
        nodes: { good: scripted("good", { done: "success" }) },
        scripts: { good: `action.withIdentifiedUser("${demo.user.name}").goTo("done");` },
      });
    },
  });
  server = client({ origin: deployment.server });
});

afterAll(async () => {
  await server.close();
  await deployment.remove();
});

const loginFailure = {
  code: 401,
  reason: "Unauthorized",
  message: "Login failure",
  detail: { failureUrl: "" },
};

async function errorOf({ headers }: Answer): Promise<string | null | undefined> {
  const id = String(headers["x-forgerock-transactionid"]);
  const events = await traceOf(id, (seen) => seen.length > 0, deployment.state);
  return events[0]?.error;
}

describe("rule 7, what is refused says which rule refused it: the login fails like any other, and its trace says why, when a script", () => {
  it.each(faults.map(([name, , error], index) => [name, index, error] as const))("%s", async (_name, index, error) => {
    const answer = await server.start(`fault-${index}`);
    expect([answer.status, answer.body]).toEqual([401, loginFailure]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    if (error === null) expect(await errorOf(answer)).toBeNull();
    else expect(await errorOf(answer)).toMatch(error);
  });
});

describe("rule 6, every wait has a bound: scripts that never end", () => {
  it("delay no other login for long, and the server goes on", async () => {
    const loops = Array.from({ length: 12 }, (_, index) => server.start(`fault-${index % 2}`));
    const slowest = { took: 0 };
    for (let login = 0; login < 10; login += 1) {
      const began = performance.now();
      expect(await server.start("quick")).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
      slowest.took = Math.max(slowest.took, performance.now() - began);
    }
    expect(slowest.took).toBeLessThan(5_000);
    const statuses = (await Promise.all(loops)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(isAlive(deployment.process.pid)).toBe(true);
  });

  it("in greater number than there are places are told when to come back, and others still get in", async () => {
    const loops = Array.from({ length: 60 }, () => server.start("fault-0"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await server.start("quick")).toMatchObject({ status: 200 });
    const answers = await Promise.all(loops);
    const busy = answers.filter(({ status }) => status !== 401);
    for (const answer of busy) {
      expect(answer).toMatchObject({ status: 503, body: { code: 503 } });
      expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
    expect(await server.start("quick")).toMatchObject({ status: 200 });
  });
});

describe("rule 3, secrets leave no trace: a script", () => {
  it("cannot tell the client what it knows by throwing it", async () => {
    const thrown = faults.findIndex(([name]) => name === "throws");
    const answer = await server.start(`fault-${thrown}`);
    expect(JSON.stringify([answer.body, answer.headers])).not.toContain("hunter2");
    expect(JSON.stringify(answer.body)).not.toContain(secretOf("user.admin.password"));
  });
});
