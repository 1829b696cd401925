import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { goTo, type NodeDefinition } from "../../journey/index.ts";
import { scriptErrors } from "../../script/errors.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import { node } from "../define.ts";
import { messageNode } from "../message/index.ts";
import type { NodeServices } from "../services.ts";
import { type NodeRun, runNode, scriptReturning } from "../testing/run-node.ts";
import { configProviderNode } from "./index.ts";

const bare = { version: 1, title: "", tags: [], config: z.object({}), outcomes: { outcome: "Outcome" }, reads: [] };
const more = { writes: [], run: () => goTo("outcome") };
const refused = [
  node({ ...bare, ...more, type: "device", provesDevice: true }),
  node({ ...bare, ...more, type: "ends", atEnd: () => ({}) }),
  node({ ...bare, ...more, type: "page", children: () => [] }),
  node({ ...bare, ...more, type: "tree", trees: () => [] }),
  node({ ...bare, ...more, type: "level", raisesAuthLevel: () => 1 }),
];
const types: readonly NodeDefinition<NodeServices>[] = [messageNode, ...refused];
const provider = configProviderNode((type) => types.find((definition) => definition.type === type));

const run = (config: Json, given: NodeRun = {}) =>
  runNode(provider, {
    attributes: { nodeType: "MessageNode", script: "s" },
    services: scriptReturning({ variables: { config }, logs: [{ level: "info", message: "hello" }] }),
    ...given,
  });

describe("Configuration Provider", () => {
  it("runs the node with what the script put into config", async () => {
    const { action } = await run({ message: { en: "Are you human?" } });
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ output: [{ value: "Are you human?" }, {}] }, {}],
      logs: ["info: hello"],
    });
  });

  it.each([
    [0, "true"],
    [1, "false"],
  ])("hands the answer %i to the node, and leaves by its outcome %s", async (pressed, outcome) => {
    const { state, ...left } = await run({ stateField: "human" }, { answers: ["", pressed] });
    expect(left.outcome).toBe(outcome);
    expect(state.get("human")).toBe(pressed);
  });

  it("shows the script neither the answers nor the memory of the node, and gives it an empty config", async () => {
    let seen: unknown;
    const services = scriptReturning({ variables: { config: {} } });
    const scripts: NodeServices["scripts"] = {
      ...services.scripts,
      run(script, input) {
        seen = [input.callbacks, input.variables, input.sharedState];
        return services.scripts.run(script, input);
      },
    };
    const attributes = { nodeType: "MessageNode", script: "s", scriptInputs: ["a"] };
    const shared = { a: 1, b: 2 };
    await run(null, { attributes, shared, answers: ["x", 0], services: { ...services, scripts } });
    expect(seen).toEqual([[], { config: {} }, { a: 1 }]);
  });

  it.each<[string, Json]>([
    ["a list", []],
    ["text", "x"],
    ["null", null],
    ["a map that is no configuration of the type", { message: { en: 1 } }],
    ["a value of another type", { stateField: 5 }],
  ])("leaves by CONFIGURATION_FAILED when config is %s", async (_case, config) => {
    const { action, outcome } = await run(config);
    expect(outcome).toBe("CONFIGURATION_FAILED");
    expect(action).toMatchObject({ reason: expect.any(String), logs: ["info: hello"] });
  });

  it("leaves by CONFIGURATION_FAILED when the script fails, or does not exist", async () => {
    const services = scriptReturning({});
    const throwing = (code: "script.threw" | "script.busy") => ({
      ...services,
      scripts: { ...services.scripts, run: () => Promise.reject(scriptErrors.error(code)) },
    });
    expect((await run({}, { services: throwing("script.threw") })).outcome).toBe("CONFIGURATION_FAILED");
    expect((await run({}, { services: { script: () => undefined } })).outcome).toBe("CONFIGURATION_FAILED");
    await expect(run({}, { services: throwing("script.busy") })).rejects.toMatchObject({ code: "script.busy" });
  });

  it.each([...refused.map(({ type }) => type), "LacksHereNode"])(
    "fails the login for the type %s",
    async (nodeType) => {
      const attributes = { nodeType, script: "s" };
      const code = "nodes.type-not-provided";
      await expect(run({}, { attributes })).rejects.toMatchObject({ code, detail: expect.stringContaining(nodeType) });
    },
  );

  it.each<[string, JsonObject]>([
    ["MessageNode", { anyOutcome: false, outcomes: { true: "True", CONFIGURATION_FAILED: "Configuration Failed" } }],
    ["PollingWaitNode", { anyOutcome: true, outcomes: { CONFIGURATION_FAILED: "Configuration Failed" } }],
    ["LacksHereNode", { anyOutcome: true, outcomes: { CONFIGURATION_FAILED: "Configuration Failed" } }],
  ])("has the outcomes of %s and its own", (nodeType, expected) => {
    expect(nodeCatalogue.find("ConfigProviderNode")?.bind({ nodeType })).toMatchObject(expected);
  });

  it.each(["IntuneNode", "PageNode", "InnerTreeEvaluatorNode", "ModifyAuthLevelNode", "ConfigProviderNode"])(
    "does not run a %s of the catalogue",
    async (nodeType) => {
      const own = nodeCatalogue.find("ConfigProviderNode") ?? provider;
      const failing = runNode(own, { attributes: { nodeType, script: "s" }, services: scriptReturning({}) });
      await expect(failing).rejects.toMatchObject({ code: "nodes.type-not-provided" });
    },
  );
});
