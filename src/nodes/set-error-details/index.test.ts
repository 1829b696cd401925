import { describe, expect, it } from "vitest";
import { endNode, runNode } from "../testing/run-node.ts";
import { setErrorDetailsNode } from "./index.ts";

const attributes = {
  errorMessage: { en: "Try later", fr: "Plus tard" },
  errorDetails: { help: "https://help.example.com", retry: '{"after":5}' },
};

describe("Set Error Details", () => {
  it("leaves by outcome, and asks to be called at the end", async () => {
    expect((await runNode(setErrorDetailsNode, { attributes })).action).toMatchObject({
      outcome: "outcome",
      hooks: [{}],
    });
  });

  it("gives the answer its message in the person's language, and its details", async () => {
    expect(await endNode(setErrorDetailsNode, "error", {}, { attributes, locales: ["fr"] })).toEqual({
      message: "Plus tard",
      details: { help: "https://help.example.com", retry: { after: 5 } },
    });
  });

  it.each(["success", "failure"] as const)("says nothing at a %s", async (end) => {
    expect(await endNode(setErrorDetailsNode, end, {}, { attributes })).toEqual({});
  });
});
