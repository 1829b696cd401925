import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { messageNode } from "./index.ts";

describe("Message Node", () => {
  it("shows its message in the person's language, with the second button as the default", async () => {
    const attributes = { message: { en: "Are you human?", de: "Sind Sie ein Mensch?" }, messageYes: { de: "Ja" } };
    const { action } = await runNode(messageNode, { attributes, locales: ["de"] });
    expect(action).toMatchObject({
      callbacks: [
        { type: "TextOutputCallback", output: [{ value: "Sind Sie ein Mensch?" }, { value: "0" }] },
        { type: "ConfirmationCallback", inputs: [{ value: 1 }] },
      ],
    });
    expect(JSON.stringify(action)).toContain('["Ja","No"]');
  });

  it.each([
    [0, "true"],
    [1, "false"],
  ])("button %i leads to %s, and its index to the shared state", async (pressed, outcome) => {
    const run = await runNode(messageNode, { attributes: { stateField: "human" }, answers: ["", pressed] });
    expect(run.outcome).toBe(outcome);
    expect(run.state.get("human")).toBe(pressed);
  });

  it("asks again when no button was pressed", async () => {
    expect(await runNode(messageNode, { answers: ["", 100] })).toMatchObject({ outcome: "waits" });
  });
});
