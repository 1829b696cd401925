import { describe, expect, it } from "vitest";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { choiceCollectorNode } from "./index.ts";

const attributes = { choices: ["Code", "Passkey", "Call"], defaultChoice: "Passkey", prompt: "How?" };
const run = (more: NodeRun) => runNode(choiceCollectorNode, { attributes, ...more });
const memory = { offered: ["Code", "Passkey", "Call"] };

describe("Choice Collector", () => {
  it("offers every choice, with the default chosen", async () => {
    const { action } = await run({});
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [
        {
          type: "ChoiceCallback",
          output: [
            { name: "prompt", value: "How?" },
            { name: "choices", value: ["Code", "Passkey", "Call"] },
            { name: "defaultChoice", value: 1 },
          ],
        },
      ],
      memory,
    });
  });

  it.each([
    [0, "Code"],
    ["2", "Call"],
  ])("leaves by the choice of index %j", async (answer, outcome) => {
    expect(await run({ answers: [answer], memory })).toMatchObject({ outcome });
  });

  it.each([[7], [-1], [0.5], ["__proto__"], ["length"]])("asks again after %j, which is no choice", async (answer) => {
    expect(await run({ answers: [answer], memory })).toMatchObject({ outcome: "waits" });
  });

  it("offers only what reaches the auth level that was asked for", async () => {
    const { action } = await run({ shared: { targetAuthLevel: 5 }, reachable: { Code: 5, Passkey: 10, Call: 4 } });
    expect(action).toMatchObject({ memory: { offered: ["Code", "Passkey"] } });
  });

  it("takes the only choice that is left", async () => {
    const left = await run({ shared: { targetAuthLevel: 5 }, reachable: { Passkey: 10, Call: 4 } });
    expect(left).toMatchObject({ outcome: "Passkey" });
  });

  it("ends the login when no choice is left", async () => {
    const refused = run({ shared: { targetAuthLevel: 5 }, reachable: { Code: 1 } });
    await expect(refused).rejects.toMatchObject({ code: "nodes.no-choice" });
  });
});
