import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { seededRandom } from "../../core/random.ts";
import {
  type Answer,
  createEngine,
  type Execution,
  failureId,
  journeyFileSchema,
  loadJourneys,
  type Result,
  successId,
  type TraceEvent,
} from "../../journey/index.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import { people } from "../testing/people.ts";
import { noRequest, noServices } from "../testing/run-node.ts";

/** The registration of the SDKs' tests: one page, then a user; and a login with that user. */

const child = (_id: string, nodeType: string, attributes: JsonObject = {}) => ({
  placed: { _id, nodeType },
  inner: { [_id]: { _type: { _id: nodeType }, ...attributes } },
});
const registration = [
  child("name", "ValidatedUsernameNode", { validateInput: true }),
  child("attributes", "AttributeCollectorNode", {
    attributesToCollect: ["mail", "givenName", "sn", "preferences/marketing", "preferences/updates"],
    required: true,
    validateInputs: true,
  }),
  child("password", "ValidatedPasswordNode", { validateInput: true }),
  child("kba", "KbaCreateNode", { message: { en: "Select a security question" } }),
  child("terms", "AcceptTermsAndConditionsNode"),
];
const login = [child("user", "ValidatedUsernameNode"), child("secret", "ValidatedPasswordNode")];
const inner = (children: typeof login) => Object.assign({}, ...children.map((each) => each.inner));
const file = {
  trees: {
    Registration: {
      tree: {
        _id: "Registration",
        entryNodeId: "page",
        nodes: {
          page: { nodeType: "PageNode", connections: { outcome: "create" } },
          create: { nodeType: "CreateObjectNode", connections: { CREATED: "count", FAILURE: failureId } },
          count: { nodeType: "IncrementLoginCountNode", connections: { outcome: successId } },
        },
      },
      nodes: { page: { nodes: registration.map(({ placed }) => placed) }, create: {}, count: {} },
      innerNodes: inner(registration),
    },
    Login: {
      tree: {
        _id: "Login",
        entryNodeId: "page",
        nodes: {
          page: { nodeType: "PageNode", connections: { outcome: "check" } },
          check: { nodeType: "DataStoreDecisionNode", connections: { true: "count", false: failureId } },
          count: { nodeType: "IncrementLoginCountNode", connections: { outcome: "store" } },
          store: { nodeType: "PatchObjectNode", connections: { PATCHED: successId, FAILURE: failureId } },
        },
      },
      nodes: { page: { nodes: login.map(({ placed }) => placed) }, check: {}, count: {}, store: {} },
      innerNodes: inner(login),
    },
  },
};

const answers = {
  name: { "": "eve", validateOnly: false },
  mail: { "": "eve@example.com", validateOnly: false },
  givenName: { "": "Eve", validateOnly: false },
  sn: { "": "Everett", validateOnly: false },
  marketing: { "": false, validateOnly: false },
  updates: { "": true, validateOnly: false },
  password: { "": "battery staple", validateOnly: false },
  question1: { question: "What was the name of your first school?", answer: "Oak Lane" },
  question2: { question: "First pet?", answer: "Rex" },
  terms: { "": true },
};
type Given = { readonly [Key in keyof typeof answers]?: Answer["values"] };

async function site() {
  const setting = await people({ termsAndConditions: { version: "1.0", texts: { en: "Be nice." } } });
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const journeys = loadJourneys(
    journeyFileSchema.parse(file).map((journey) => ({ file: "j.json", journey })),
    nodeCatalogue,
  );
  const traced: TraceEvent[] = [];
  const engine = createEngine({
    journeys: () => journeys,
    services: { ...noServices, ...setting.services, clock },
    clock,
    random: seededRandom("registration"),
    trace: (event) => traced.push(event),
  });
  const resumeUri = () => "";
  const start = (journey: string) =>
    engine.start({ realm: "/alpha", journey, request: noRequest, duration: 300_000, resumeUri });
  const answer = (result: Result, values: readonly Answer["values"][]): Promise<Result> => {
    if (result.kind !== "step") return expect.fail(`the journey ended: ${result.kind}`);
    const execution: Execution = JSON.parse(JSON.stringify(result.execution));
    const given = execution.pending.map(({ type }, index) => ({ type, values: values[index] ?? {} }));
    return engine.resume(execution, given, noRequest, resumeUri);
  };
  const submit = (step: Result, changes: Given = {}) => answer(step, Object.values({ ...answers, ...changes }));
  const signIn = async (username: string, password: string) =>
    answer(await start("Login"), [{ "": username }, { "": password }]);
  return { ...setting, start, submit, signIn, traced };
}

const types = (result: Result) => (result.kind === "step" ? result.execution.pending.map(({ type }) => type) : []);

describe("a registration on one page", () => {
  it("shows what the SDKs expect, in this order", async () => {
    const { start } = await site();
    expect(types(await start("Registration"))).toEqual([
      "ValidatedCreateUsernameCallback",
      ...["StringAttributeInputCallback", "StringAttributeInputCallback", "StringAttributeInputCallback"],
      ...["BooleanAttributeInputCallback", "BooleanAttributeInputCallback"],
      "ValidatedCreatePasswordCallback",
      ...["KbaCreateCallback", "KbaCreateCallback"],
      "TermsAndConditionsCallback",
    ]);
  });

  it("creates the user, who then can log in", async () => {
    const { start, submit, signIn, profile, users } = await site();
    const registered = await submit(await start("Registration"));
    expect(registered).toMatchObject({ kind: "success", gathered: { identifiedUser: { username: "eve" } } });
    expect(profile("eve")).toEqual({
      ...{ mail: ["eve@example.com"], givenName: ["Eve"], sn: ["Everett"], loginCount: ["1"] },
      ...{ "preferences/marketing": ["false"], "preferences/updates": ["true"] },
      ...{ "termsAccepted/termsVersion": ["1.0"], "termsAccepted/acceptDate": ["2026-01-01T00:00:00.000Z"] },
      createDate: ["2026-01-01T00:00:00.000Z"],
    });
    expect(users.securityQuestions("/alpha", "eve").list()).toHaveLength(2);
    const end = await signIn("Eve", "battery staple");
    expect(end.kind === "success" && end.shared.get("username")).toBe("eve");
    expect(profile("eve")).toMatchObject({ loginCount: ["2"] });
    expect((await signIn("eve", "battery")).kind).toBe("failure");
  });

  it.each<[string, Given, string]>([
    ["the name is taken", { name: { "": "dana" } }, "UNIQUE"],
    ["the mail address is none", { mail: { "": "eve" } }, "VALID_EMAIL_ADDRESS_FORMAT"],
    ["the password is too short", { password: { "": "x" } }, "MIN_LENGTH"],
    ["the password is the name", { name: { "": "evelyn-e" }, password: { "": "Evelyn-E" } }, "NOT_USER_NAME"],
    ["only the name is to be validated", { name: { "": "eve", validateOnly: true } }, ""],
    ["the terms are not accepted", { terms: { "": false } }, ""],
    ["the questions are the same", { question2: answers.question1 }, "Choose different questions"],
  ])("asks again, and creates nobody, when %s", async (_case, changes, shown) => {
    const { start, submit, profile } = await site();
    const again = await submit(await start("Registration"), changes);
    if (again.kind !== "step") return expect.fail(`the journey ended: ${again.kind}`);
    expect(JSON.stringify(again.execution.pending)).toContain(shown);
    expect(JSON.stringify([again.execution.pending, again.execution.shared])).not.toContain("battery staple");
    expect(profile("eve")).toBeUndefined();
  });

  it("leaves neither password nor answer in the trace, nor in the state at the end", async () => {
    const { start, submit, traced } = await site();
    const { kind, ...end } = await submit(await start("Registration"));
    expect(kind).toBe("success");
    for (const secret of ["battery staple", "Oak Lane", "Rex"]) {
      expect(JSON.stringify([end, traced])).not.toContain(secret);
    }
  });
});
