import { describe, expect, it } from "vitest";
import { dana } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { oathDeviceStorageNode } from "./index.ts";

const oathDeviceProfile = {
  ...{ name: "OATH Device", kind: "HOTP", secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "HMAC_SHA1" },
  ...{ digits: 6, period: 30, lastStep: 0, generateRecoveryCodes: true },
};
const from = { clientIp: "192.0.2.1" };

describe("OATH Device Storage Node", () => {
  it("leaves by successOutcome with the device stored and its recovery codes made", async () => {
    const { shared, services, users } = await dana();
    const run = await runNode(oathDeviceStorageNode, { shared, services, transient: { oathDeviceProfile } });
    expect(run.outcome).toBe("successOutcome");
    expect(users.oath("/alpha", "dana").list()).toMatchObject([{ kind: "HOTP", digits: 6 }]);
    expect(run.state.get("recoveryCodes")).toHaveLength(10);
    expect(run.state.isDefined("oathDeviceProfile")).toBe(false);
  });

  it("does not accept the code again by which the device has proved itself", async () => {
    const { shared, services, users } = await dana();
    await runNode(oathDeviceStorageNode, { shared, services, transient: { oathDeviceProfile } });
    const oath = users.oath("/alpha", "dana");
    // RFC 4226, appendix D: counters 0 and 1.
    expect(oath.verifyHotp("755224", 10, from)).toMatchObject({ ok: false });
    expect(oath.verifyHotp("287082", 10, from)).toEqual({ ok: true });
  });

  it.each([
    ["without a device", { username: "dana" }, {}],
    ["with something else in its place", { username: "dana" }, { oathDeviceProfile: { secret: 7 } }],
    [
      "with a secret that is too short",
      { username: "dana" },
      { oathDeviceProfile: { ...oathDeviceProfile, secret: "GEZD" } },
    ],
    ["without a user name", {}, { oathDeviceProfile }],
    ["for an unknown user", { username: "stranger" }, { oathDeviceProfile }],
  ])("leaves by failureOutcome %s", async (_title, shared, transient) => {
    const { services } = await dana();
    const run = await runNode(oathDeviceStorageNode, { shared, services, transient });
    expect(run.outcome).toBe("failureOutcome");
  });
});
