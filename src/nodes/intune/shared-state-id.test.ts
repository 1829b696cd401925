import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { seededRandom } from "../../core/random.ts";
import {
  createEngine,
  failureId,
  journeyFileSchema,
  loadJourneys,
  successId,
  type TraceEvent,
} from "../../journey/index.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import { complianceFake, noRequest, noServices } from "../testing/run-node.ts";

const resumeUri = () => "";

/** set → ask → Intune, with the id in shared state. */
const nodes = {
  set: ["SetStateNode", { attributes: { deviceId: "CN=device123" } }, { outcome: "ask" }],
  ask: ["UsernameCollectorNode", {}, { outcome: "intune" }],
  intune: [
    "IntuneNode",
    {
      inTuneSS: true,
      inTuneHeader: "deviceId",
      azureTenantId: "t",
      appRegistrationClientId: "c",
      appRegistrationClientSecret: "s",
    },
    { COMPLIANT: successId, NOID: failureId, ERROR: failureId },
  ],
} as const;

const file = {
  tree: {
    _id: "j",
    entryNodeId: "set",
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, [nodeType, , connections]]) => [
        id,
        { nodeType, displayName: `The ${id} node`, connections },
      ]),
    ),
  },
  nodes: Object.fromEntries(Object.entries(nodes).map(([id, [, attributes]]) => [id, attributes])),
};

function engine() {
  const trace: TraceEvent[] = [];
  const journeys = loadJourneys(
    journeyFileSchema.parse(file).map((journey) => ({ file: "j.json", journey })),
    nodeCatalogue,
  );
  const compliance = complianceFake({
    verdict: () => ({
      outcome: "device",
      deviceId: "device123",
      complianceState: "compliant",
      device: {},
      source: "live",
      checkedAt: 0,
      lastSync: null,
      reason: null,
    }),
  });
  const running = createEngine({
    journeys: () => journeys,
    services: { ...noServices, compliance },
    clock: frozenClock("2026-01-01T00:00:00Z"),
    random: seededRandom("shared-state-id"),
    trace: (event) => trace.push(event),
  });
  return { running, trace };
}

describe("a device id in shared state", () => {
  it("is traced to the node that wrote it, also after a wait, and never counts as proof of the device", async () => {
    const { running, trace } = engine();
    const step = await running.start({ realm: "/", journey: "j", request: noRequest, duration: 300_000, resumeUri });
    if (step.kind !== "step") return expect.fail("the journey did not ask for the user name");
    const kept = JSON.parse(JSON.stringify(step.execution));
    const end = await running.resume(kept, [{ type: "NameCallback", values: { "": "dana" } }], noRequest, resumeUri);
    expect(trace.at(-1)?.logs).toEqual([
      'device id not proven: it stands in shared state under "deviceId", written by node "The set node" (SetStateNode, set)',
    ]);
    // A session is bound to the certificate of the request alone: nothing that this journey leaves behind names a device.
    expect(end).toMatchObject({ kind: "success", gathered: { sessionProperties: {} } });
    if (end.kind === "success") expect([...end.shared.keys()].sort()).toEqual(["deviceId", "realm", "username"]);
    expect(kept.certificate).toBeNull();
  });
});
