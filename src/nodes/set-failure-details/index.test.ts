import { describe, expect, it } from "vitest";
import { endNode, runNode } from "../testing/run-node.ts";
import { setFailureDetailsNode } from "./index.ts";

const attributes = {
  failureMessage: { en: "Try later", fr: "Plus tard" },
  failureDetails: { help: "https://help.example.com", retry: '{"after":5}' },
};

describe("Set Failure Details", () => {
  it("leaves by outcome, and asks to be called at the end", async () => {
    expect((await runNode(setFailureDetailsNode, { attributes })).action).toMatchObject({
      outcome: "outcome",
      hooks: [{}],
    });
  });

  it("gives the answer its message in the person's language, and its details", async () => {
    expect(await endNode(setFailureDetailsNode, "failure", {}, { attributes, locales: ["fr"] })).toEqual({
      message: "Plus tard",
      details: { help: "https://help.example.com", retry: { after: 5 } },
    });
  });

  it.each(["success", "error"] as const)("says nothing at a %s", async (end) => {
    expect(await endNode(setFailureDetailsNode, end, {}, { attributes })).toEqual({});
  });
});
