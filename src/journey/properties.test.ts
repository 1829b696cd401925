import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../core/errors.ts";
import { isJson } from "../core/json.ts";
import type { Answer } from "./callbacks.ts";
import { createCatalogue } from "./catalogue.ts";
import { type JourneyFile, journeyFileSchema } from "./export-file.ts";
import { loadJourneys } from "./load.ts";
import { engineFor, noRequest, resumeUri, testNodes, waiting } from "./testing/build.ts";
import { failureId, successId } from "./tree.ts";

/** Ids that nodes really have, and ones that a careless look-up would find in every object. */
const ids = ["a", "b", "constructor", "__proto__", "toString"] as const;
const id = fc.constantFrom(...ids);
const target = fc.oneof({ weight: 2, arbitrary: id }, { weight: 1, arbitrary: fc.constantFrom(successId, failureId) });
const outcome = fc.constantFrom("outcome", "true", "false", "error", "one", "other", "hasOwnProperty");
const type = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("Unheard", "constructor") },
  { weight: 2, arbitrary: fc.constantFrom(...testNodes.map((node) => node.type)) },
);
const placed = fc.record({ nodeType: type, connections: fc.dictionary(outcome, target, { maxKeys: 2 }) });

const attributes = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      key: id,
      value: fc.string(),
      tree: fc.constantFrom("j", "k"),
      by: fc.integer(),
      effects: fc.constant({}),
    }),
  },
  { weight: 1, arbitrary: fc.dictionary(id, fc.jsonValue()) },
);

/** One of each id, or a few of them. */
const keyed = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(...ids.map(() => value))
        .map((values) => Object.fromEntries(ids.map((name, index) => [name, values[index]]))),
    },
    { weight: 1, arbitrary: fc.dictionary(id, value) },
  );

const anyJourney = fc.record(
  {
    tree: fc.record(
      { _id: fc.constantFrom("j", "k"), entryNodeId: target, nodes: keyed(placed), treeTimeout: fc.jsonValue() },
      { requiredKeys: ["_id", "entryNodeId", "nodes"] },
    ),
    nodes: keyed(attributes),
    innerNodes: fc.dictionary(id, attributes),
    scripts: fc.dictionary(id, fc.record({ script: fc.oneof(fc.string(), fc.constant('"use strict"; "x"')) })),
    trees: fc.jsonValue(),
  },
  { requiredKeys: ["tree", "nodes"] },
);

function load(documents: readonly unknown[]): void {
  const journeys = documents.flatMap((document) => journeyFileSchema.safeParse(document).data ?? []);
  loadJourneys(
    journeys.map((journey) => ({ file: "j.json", journey })),
    createCatalogue(testNodes),
  );
}

describe("whatever the file, the import", () => {
  it("works, or is refused with a registered error", () => {
    fc.assert(
      fc.property(fc.array(anyJourney, { minLength: 1, maxLength: 2 }), (documents) => {
        try {
          load(documents);
        } catch (error) {
          expect(error).toBeInstanceOf(SallyportError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("refuses what is nested without end", () => {
    const deep: unknown = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
    const tree = { _id: "j", entryNodeId: "a", nodes: { a: { nodeType: "Unheard" } } };
    expect(journeyFileSchema.safeParse({ tree, nodes: { a: { deep } } }).success).toBe(false);
  });

  it("looks up nothing but what the file itself holds", () => {
    const tree = { _id: "j", entryNodeId: "constructor", nodes: { constructor: { nodeType: "Ask", connections: {} } } };
    expect(() => load([{ tree, nodes: {} }])).toThrowError(/constructor.*has no configuration/);
  });
});

const node = fc.oneof(
  fc.record({ type: fc.constant("Ask"), key: fc.constantFrom("k", "password"), transient: fc.boolean() }),
  fc.record({ type: fc.constant("Check"), key: fc.constantFrom("k", "password"), value: fc.constantFrom("x", "y") }),
  fc.record({ type: fc.constantFrom("Mail", "Device", "Throw", "Unheard") }),
  fc.record({ type: fc.constant("Want"), effects: fc.constant({ hooks: [{ name: "h" }], maxTreeDuration: 3 }) }),
  fc.record({ type: fc.constant("Inner"), tree: fc.constant("k") }),
);

const outcomes: Record<string, readonly string[]> = {
  Check: ["true", "false"],
  Inner: ["true", "false", "error"],
};

const nodeIds = ["a", "b", "c", "d"] as const;
const nodeOrEnd = fc.constantFrom(...nodeIds, successId, failureId);

/** A journey that loads: every outcome is connected to something. */
const soundJourney = (name: string, mayNest: boolean): fc.Arbitrary<JourneyFile> =>
  fc
    .tuple(fc.array(node, { minLength: 4, maxLength: 4 }), fc.array(nodeOrEnd, { minLength: 12, maxLength: 12 }))
    .map(([configured, targets]) => {
      const placed = nodeIds.map((nodeId, index) => {
        const wanted = configured[index] ?? { type: "Mail" };
        const attributes = wanted.type === "Inner" && !mayNest ? { type: "Device" } : wanted;
        const leads = (outcomes[attributes.type] ?? ["outcome"]).map((name, nth) => [name, targets[index * 3 + nth]]);
        return { nodeId, attributes, placed: { nodeType: attributes.type, connections: Object.fromEntries(leads) } };
      });
      return journeyFileSchema.parse({
        tree: { _id: name, entryNodeId: "a", nodes: Object.fromEntries(placed.map((one) => [one.nodeId, one.placed])) },
        nodes: Object.fromEntries(placed.map((one) => [one.nodeId, one.attributes])),
      })[0] as JourneyFile;
    });

const value = fc.oneof(fc.constantFrom("x", "y"), fc.jsonValue({ maxDepth: 2 }));
const sent = fc.array(fc.record({ type: fc.string(), values: fc.dictionary(fc.constantFrom("", "huh"), value) }), {
  maxLength: 3,
});

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

describe("whatever the journey and the answers, an execution", () => {
  it("is plain data at every wait, is left as it was by the next step, and ends in one of the four ways", async () => {
    await fc.assert(
      fc.asyncProperty(
        soundJourney("j", true),
        soundJourney("k", false),
        fc.array(sent, { minLength: 1, maxLength: 6 }),
        async (outer, inner, answers) => {
          const { engine } = engineFor(outer, inner);
          let result = await engine.start({ realm: "/", journey: "j", request: noRequest, duration: 1000, resumeUri });
          for (const next of answers) {
            if (result.kind !== "step" && result.kind !== "suspended") break;
            expect(isJson(result.execution)).toBe(true);
            const execution = frozen(waiting(result));
            expect(execution).toEqual(result.execution);
            result =
              result.kind === "step"
                ? await engine.resume(execution, next as readonly Answer[], noRequest, resumeUri)
                : await engine.resumeSuspended(execution, noRequest, resumeUri);
          }
          expect(["step", "suspended", "success", "failure"]).toContain(result.kind);
        },
      ),
      { numRuns: 200 },
    );
  });
});
