import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { displayUsernameNode } from "./index.ts";

describe("Display Username", () => {
  it.each([
    ["dana@example.com", "dana"],
    ["nobody@example.com", "There is no user name to show."],
  ])("for %s shows %s", async (mail, message) => {
    const { services } = await people();
    const { action } = await runNode(displayUsernameNode, { shared: { objectAttributes: { mail } }, services });
    expect(action).toMatchObject({ callbacks: [{ type: "TextOutputCallback", output: [{ value: message }, {}] }] });
  });

  it("leaves by outcome once it was read", async () => {
    expect((await runNode(displayUsernameNode, { answers: [] })).outcome).toBe("outcome");
  });
});
