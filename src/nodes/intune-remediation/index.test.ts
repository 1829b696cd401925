import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Action, Answer } from "../../journey/index.ts";
import type { Verdict, VerdictFailure, VerdictOptions } from "../../microsoft/index.ts";
import { complianceFake, type NodeOutcome, runNode } from "../testing/run-node.ts";
import { intuneRemediationNode } from "./index.ts";
import { createRecheckPace } from "./recheck-pace.ts";

const intuneAttributes = {
  azureTenantId: "tenant",
  appRegistrationClientId: "client",
  appRegistrationClientSecret: "s3cret-of-the-application",
  explain: true,
};

const explanation = {
  outcome: "NONCOMPLIANT",
  fails: ["BitLocker must be on. (Windows baseline)"],
  graceEnd: null,
  checkIn: "https://portal.manage.microsoft.com",
  asked: { tree: "device-check", node: "intune-1" },
};

const intuneWrote = { id: "intune-1", displayName: "Microsoft Intune", type: "IntuneNode" };

const verdict = (complianceState: string): Verdict => ({
  outcome: "device",
  deviceId: "device123",
  complianceState,
  device: { complianceGracePeriodExpirationDateTime: "2026-11-24T08:00:00Z" },
  source: "live",
  checkedAt: 0,
  lastSync: null,
  reason: null,
});
const throttled: VerdictFailure = { outcome: "failure", reason: "throttled", status: 429, requestIds: [], chain: [] };

/** A person before the node, and an Intune that answers each check with the next of `verdicts`. */
function person(settings: JsonObject = {}, verdicts: readonly (Verdict | VerdictFailure)[] = []) {
  const clock = frozenClock("2026-11-20T08:00:00Z");
  const asked: VerdictOptions[] = [];
  const compliance = complianceFake({
    verdict: (options) => {
      asked.push(options);
      return verdicts[asked.length - 1] ?? expect.fail("Intune was asked too often");
    },
    failing: () => ({ outcome: "settings", settings: [] }),
  });
  let intuneNode: JsonObject | undefined = intuneAttributes;
  const services = {
    compliance,
    clock,
    recheckPace: createRecheckPace({ clock }),
    nodeAt: (_realm: string, tree: string, id: string) =>
      tree === "device-check" && id === "intune-1" && intuneNode !== undefined
        ? { type: "IntuneNode", attributes: intuneNode }
        : undefined,
  };
  let last: NodeOutcome | undefined;
  const run = async (answers: readonly Answer[] | null): Promise<NodeOutcome> => {
    const memory = last?.action.kind === "send" ? (last.action.memory ?? {}) : {};
    const shared = last?.state.snapshot("shared") ?? { INTUNE_EXPLANATION: explanation };
    const headers = { "x-intune": ["CN=device123"] };
    const through = JSON.parse(JSON.stringify(memory));
    const given = { attributes: settings, shared, writer: intuneWrote, headers, answers, memory: through, services };
    last = await runNode(intuneRemediationNode, given);
    return last;
  };
  return {
    clock,
    asked,
    removeIntuneNode: () => {
      intuneNode = undefined;
    },
    arrives: () => run(null),
    presses: (button: number) => run([{ type: "ConfirmationCallback", values: { "": button } }]),
  };
}

const shown = (action: Action): unknown[] =>
  action.kind === "send"
    ? action.callbacks.map(
        ({ type, output }) => output.find(({ name }) => ["message", "options"].includes(name))?.value ?? type,
      )
    : expect.fail("the node showed nothing");

const [checkAgain, goOn, cancel] = [0, 1, 2];

describe("the remediation page", () => {
  it("says how it stands, what fails, what to do, and lets the person choose", async () => {
    const { action } = await person({ offerCancel: true }).arrives();
    expect(shown(action)).toEqual([
      "This device does not meet the requirements of your organisation.",
      "BitLocker must be on. (Windows baseline)",
      "Correct it, check in with Company Portal on the device or at https://portal.manage.microsoft.com, and then check again.",
      ["Check again", "Continue", "Cancel"],
    ]);
  });

  it("says when access ends, and that Intune names no setting when it does not", async () => {
    const someone = person({}, [verdict("inGracePeriod")]);
    await someone.arrives();
    expect(shown((await someone.presses(checkAgain)).action)).toEqual([
      "The device was checked again; this is how it stands now.",
      "This device does not yet meet the requirements of your organisation.",
      "Intune does not say which requirement is not met.",
      "Access ends on 2026-11-24 08:00 UTC.",
      expect.stringContaining("Company Portal"),
      ["Check again", "Continue"],
    ]);
  });

  it("shows the message of the node instead, in the language of the person", async () => {
    const { action } = await person({ message: { en: "Please call 4711." } }).arrives();
    expect(shown(action)[0]).toBe("Please call 4711.");
  });

  it.each([-1, 2, 99])("is shown again when the answer is no button of it: %i", async (button) => {
    const someone = person();
    await someone.arrives();
    expect(await someone.presses(button)).toMatchObject({ outcome: "waits" });
  });
});

describe("Microsoft Intune Remediation leaves by", () => {
  it("compliant when the device is compliant now; Intune is asked live", async () => {
    const someone = person({}, [verdict("compliant")]);
    await someone.arrives();
    const { outcome, state } = await someone.presses(checkAgain);
    expect([outcome, someone.asked]).toEqual(["compliant", [{ live: true }]]);
    expect(state.keys()).toEqual([]);
  });

  it.each(["unknown", "configManager", "brandNew"])("noncompliant when Intune says %s now", async (state) => {
    const someone = person({}, [verdict(state)]);
    await someone.arrives();
    expect((await someone.presses(checkAgain)).outcome).toBe("noncompliant");
  });

  it("noncompliant when the last of the checks did not find it compliant", async () => {
    const someone = person({ maxChecks: 2, minimumInterval: 5 }, [verdict("noncompliant"), verdict("noncompliant")]);
    await someone.arrives();
    expect((await someone.presses(checkAgain)).outcome).toBe("waits");
    someone.clock.advance(5_000);
    expect((await someone.presses(checkAgain)).outcome).toBe("noncompliant");
  });

  it("continue when the person continues", async () => {
    const someone = person();
    await someone.arrives();
    expect((await someone.presses(goOn)).outcome).toBe("continue");
  });

  it("cancel when the person gives up", async () => {
    const someone = person({ offerCancel: true });
    await someone.arrives();
    expect((await someone.presses(cancel)).outcome).toBe("cancel");
  });

  it("error when Intune cannot be asked again, with the reason", async () => {
    const someone = person({}, [throttled]);
    await someone.arrives();
    const { action } = await someone.presses(checkAgain);
    expect(action).toMatchObject({ outcome: "error", reason: "ERROR: throttled" });
  });

  it("error when the Intune node has gone meanwhile", async () => {
    const someone = person();
    await someone.arrives();
    someone.removeIntuneNode();
    expect((await someone.presses(checkAgain)).outcome).toBe("error");
  });

  it.each([
    ["nobody explained anything", {}, intuneWrote],
    ["something else stands there", { INTUNE_EXPLANATION: "x" }, intuneWrote],
    [
      "a script wrote it, who could have another device or another node asked",
      { INTUNE_EXPLANATION: explanation },
      { id: "s", displayName: "Script", type: "ScriptedDecisionNode" },
    ],
  ])("error when %s", async (_when, shared, writer) => {
    expect((await runNode(intuneRemediationNode, { shared, writer })).outcome).toBe("error");
  });
});

describe("checks of one device", () => {
  it("keep their distance; a press that comes too early asks nobody and is not counted", async () => {
    const someone = person({ maxChecks: 2, minimumInterval: 30 }, [verdict("noncompliant"), verdict("compliant")]);
    await someone.arrives();
    await someone.presses(checkAgain);
    someone.clock.advance(10_000);
    for (let press = 0; press < 5; press += 1) {
      const { action } = await someone.presses(checkAgain);
      expect(shown(action)[0]).toBe("This device was checked a moment ago. Wait 20 seconds.");
    }
    someone.clock.advance(20_000);
    expect((await someone.presses(checkAgain)).outcome).toBe("compliant");
    expect(someone.asked).toHaveLength(2);
  });

  it("keep nothing of a secret in what waits", async () => {
    const { action, state } = await person().arrives();
    expect(JSON.stringify([action, state.snapshot("shared")])).not.toContain("s3cret");
  });
});

it("the buttons that are not offered are no outcomes", () => {
  const outcomes = (settings: JsonObject) => Object.keys(intuneRemediationNode.bind(settings).outcomes);
  expect(outcomes({ offerContinue: false })).toEqual(["compliant", "noncompliant", "error"]);
  expect(outcomes({ offerCancel: true })).toEqual(["compliant", "noncompliant", "continue", "cancel", "error"]);
});
