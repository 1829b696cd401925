import { FRRecoveryCodes, FRStep } from "@forgerock/javascript-sdk";
import { describe, expect, it } from "vitest";
import { outputsOf } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { recoveryCodeDisplayNode } from "./index.ts";

const transient = { recoveryCodes: ["4t2x-9qrc-81hd-m0ve", "aaaa-bbbb-cccc-dddd"], recoveryCodeDeviceName: "Key" };

async function stepFor(recoveryCodeDeviceName: string): Promise<FRStep> {
  const run = { transient: { ...transient, recoveryCodeDeviceName } };
  const { action } = await runNode(recoveryCodeDisplayNode, run);
  const output = Object.entries(outputsOf(action, "TextOutputCallback")[0] ?? {});
  const callback = { type: "TextOutputCallback", output: output.map(([name, value]) => ({ name, value })) };
  return new FRStep({ authId: "a", callbacks: [callback] } as ConstructorParameters<typeof FRStep>[0]);
}

describe("Recovery Code Display Node", () => {
  it("shows codes and device so that the SDK finds them", async () => {
    const step = await stepFor("Dana’s key");
    expect(FRRecoveryCodes.isDisplayStep(step)).toBe(true);
    expect(FRRecoveryCodes.getCodes(step)).toEqual(["4t2x9qrc81hdm0ve", "aaaabbbbccccdddd"]);
    expect(FRRecoveryCodes.getDeviceName(step)).toBe("Dana’s key");
  });

  it.each(["</em><script>alert(1)</script>", '"; alert(1); "', "\\", "`${alert(1)}`"])(
    "lets no device name out of its place: %s",
    async (name) => {
      const step = await stepFor(name);
      const script = FRRecoveryCodes.isDisplayStep(step) ? step.callbacks[0]?.getOutputByName("message", "") : "";
      const element = { innerHTML: "" };
      const wrapper = { getElementsByTagName: () => [{ prepend: () => undefined }] };
      const document = { createElement: () => element, getElementById: () => wrapper };
      new Function("document", "alert", script ?? "")(document, () => expect.unreachable());
      expect(element.innerHTML).not.toContain("<script");
      expect(element.innerHTML.match(/<em>/g)).toHaveLength(1);
    },
  );

  it("takes the codes out of the state, and leaves by outcome when they are read", async () => {
    const shown = await runNode(recoveryCodeDisplayNode, { transient });
    expect(shown.outcome).toBe("waits");
    expect(shown.state.keys()).toEqual([]);
    expect((await runNode(recoveryCodeDisplayNode, { answers: [0] })).outcome).toBe("outcome");
  });

  it.each([
    ["no codes", {}],
    ["an empty list", { recoveryCodes: [] }],
    ["something else", { recoveryCodes: { length: 3 } }],
  ])("leaves by outcome at once for %s", async (_title, state) => {
    expect((await runNode(recoveryCodeDisplayNode, { transient: state })).outcome).toBe("outcome");
  });
});
