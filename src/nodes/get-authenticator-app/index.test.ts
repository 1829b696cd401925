import { expect, it } from "vitest";
import { outputsOf } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { getAuthenticatorAppNode } from "./index.ts";

it("shows where the application is, and a button", async () => {
  const attributes = { appleLink: "https://apple.example/$&", googleLink: "https://google.example" };
  const { action } = await runNode(getAuthenticatorAppNode, { attributes });
  expect(outputsOf(action, "TextOutputCallback")[0]?.message).toBe(
    "Get the authenticator app from the Apple App Store (https://apple.example/$&) or Google Play (https://google.example).",
  );
  expect(outputsOf(action, "ConfirmationCallback")[0]).toMatchObject({ options: ["Continue"] });
});

it("shows the text of the person's language with the links in their places", async () => {
  const attributes = {
    message: { de: "Apple: {{appleLink}}" },
    continueLabel: { de: "Weiter" },
    appleLink: "https://a.example",
  };
  const { action } = await runNode(getAuthenticatorAppNode, { attributes, locales: ["de"] });
  expect(outputsOf(action, "TextOutputCallback")[0]?.message).toBe("Apple: https://a.example");
  expect(outputsOf(action, "ConfirmationCallback")[0]).toMatchObject({ options: ["Weiter"] });
});

it("leaves by outcome when the person goes on", async () => {
  expect((await runNode(getAuthenticatorAppNode, { answers: ["", 0] })).outcome).toBe("outcome");
});

it("refuses a link that is not an address of the web", () => {
  expect(() => getAuthenticatorAppNode.bind({ appleLink: "javascript:alert(1)" })).toThrow();
});
