import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { seededRandom } from "../../core/random.ts";
import {
  createEngine,
  type Execution,
  failureId,
  journeyFileSchema,
  loadJourneys,
  type Result,
  successId,
} from "../../journey/index.ts";
import type { Verdict } from "../../microsoft/index.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import { complianceFake, noRequest, noServices } from "../testing/run-node.ts";
import { createRecheckPace } from "./recheck-pace.ts";

const resumeUri = () => "";

/** The Intune node stands in an inner tree of its own, the remediation on a page of the outer one. */

const tenant = { azureTenantId: "t", appRegistrationClientId: "c", appRegistrationClientSecret: "s" };
const file = {
  trees: {
    outer: {
      tree: {
        _id: "outer",
        entryNodeId: "in",
        nodes: {
          in: { nodeType: "InnerTreeEvaluatorNode", connections: { true: successId, false: "page" } },
          page: {
            nodeType: "PageNode",
            connections: { compliant: successId, noncompliant: failureId, error: failureId },
          },
        },
      },
      nodes: { in: { tree: "check" }, page: { nodes: [{ _id: "remedy", nodeType: "IntuneRemediationNode" }] } },
      innerNodes: { remedy: { _type: { _id: "IntuneRemediationNode" }, minimumInterval: 5, offerContinue: false } },
    },
    check: {
      tree: {
        _id: "check",
        entryNodeId: "intune",
        nodes: { intune: { nodeType: "IntuneNode", connections: { COMPLIANT: successId, NONCOMPLIANT: failureId } } },
      },
      nodes: { intune: { ...tenant, explain: true, requireEncryption: true } },
    },
  },
};

function login(devices: readonly JsonObject[]) {
  const journeys = loadJourneys(
    journeyFileSchema.parse(file).map((journey) => ({ file: "j.json", journey })),
    nodeCatalogue,
  );
  const clock = frozenClock("2026-01-01T00:00:00Z");
  let asked = 0;
  const verdict = (): Verdict => ({
    outcome: "device",
    deviceId: "device123",
    complianceState: "compliant",
    device: devices[asked++] ?? {},
    source: "live",
    checkedAt: 0,
    lastSync: null,
    reason: null,
  });
  const engine = createEngine({
    journeys: () => journeys,
    services: {
      ...noServices,
      compliance: complianceFake({ verdict }),
      recheckPace: createRecheckPace({ clock }),
      nodeAt: (_realm, tree, id) => journeys.find(tree)?.nodes.get(id),
    },
    clock,
    random: seededRandom("remediation"),
    trace: () => undefined,
  });
  const request = { ...noRequest, headers: new Map([["x-intune", ["CN=device123"]]]) };
  const press = (result: Result): Promise<Result> => {
    if (result.kind !== "step") return expect.fail(`the journey ended: ${result.kind}`);
    const execution: Execution = JSON.parse(JSON.stringify(result.execution));
    const answers = execution.pending.map(({ type }) => ({
      type,
      values: type === "ConfirmationCallback" ? { "": 0 } : {},
    }));
    return engine.resume(execution, answers, request, resumeUri);
  };
  const start = () => engine.start({ realm: "/", journey: "outer", request, duration: 300_000, resumeUri });
  return { start, press, clock };
}

describe("a login with remediation", () => {
  it("goes on once the device has been put right: the second question is the first one's, rules included", async () => {
    const { start, press, clock } = login([{ isEncrypted: false }, { isEncrypted: false }, { isEncrypted: true }]);
    const first = await press(await start());
    expect(first.kind).toBe("step");
    clock.advance(5_000);
    expect(await press(first)).toMatchObject({ kind: "success", shared: new Map([["realm", "/"]]) });
  });
});
