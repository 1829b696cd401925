import { describe, expect, it } from "vitest";
import { dana } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { webAuthnDeviceStorageNode } from "./index.ts";

const webauthnDeviceData = {
  ...{ name: "Key", credentialId: "AAAA", publicKey: "AAAA", counter: 3, transports: [] },
  aaguid: "00000000-0000-0000-0000-000000000000",
};
const transient = { webauthnDeviceData };

describe("WebAuthn Device Storage Node", () => {
  it("leaves by success with the device stored and recovery codes made", async () => {
    const { shared, services, users } = await dana();
    const { outcome, state } = await runNode(webAuthnDeviceStorageNode, { shared, services, transient });
    expect(outcome).toBe("success");
    expect(users.webauthn("/alpha", "dana").list()).toMatchObject([webauthnDeviceData]);
    expect(state.get("recoveryCodes")).toHaveLength(10);
    expect(state.isDefined("webauthnDeviceData")).toBe(false);
  });

  it("makes no recovery codes when none are wanted", async () => {
    const { shared, services } = await dana();
    const attributes = { generateRecoveryCodes: false };
    const { state } = await runNode(webAuthnDeviceStorageNode, { attributes, shared, services, transient });
    expect(state.isDefined("recoveryCodes")).toBe(false);
  });

  it("leaves by exceedDeviceLimit, and by failure for a credential that is registered", async () => {
    const { shared, services } = await dana();
    const attributes = { maxSavedDevices: 1 };
    const run = { attributes, shared, services };
    expect((await runNode(webAuthnDeviceStorageNode, { ...run, transient })).outcome).toBe("success");
    expect((await runNode(webAuthnDeviceStorageNode, { shared, services, transient })).outcome).toBe("failure");
    const second = { webauthnDeviceData: { ...webauthnDeviceData, credentialId: "BBBB" } };
    expect((await runNode(webAuthnDeviceStorageNode, { ...run, transient: second })).outcome).toBe("exceedDeviceLimit");
  });

  it.each([
    ["without a device", { username: "dana" }, {}],
    ["with something else in its place", { username: "dana" }, { webauthnDeviceData: "x" }],
    [
      "with a device that cannot be",
      { username: "dana" },
      { webauthnDeviceData: { ...webauthnDeviceData, counter: -1 } },
    ],
    ["without a user name", {}, transient],
    ["for an unknown user", { username: "stranger" }, transient],
  ])("leaves by failure %s", async (_title, shared, state) => {
    const { services } = await dana();
    const run = await runNode(webAuthnDeviceStorageNode, { shared, services, transient: state });
    expect(run.outcome).toBe("failure");
  });
});
