import { describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { failureId, journeyFileSchema, successId } from "../../journey/index.ts";
import { intuneNodesOf } from "./configured-nodes.ts";
import { connectionsOf } from "./connections.ts";
import { incompleteStep } from "./incomplete.ts";
import { isQuestion } from "./question.ts";
import { selectNodes } from "./select-nodes.ts";

const complete = { azureTenantId: "tenant", appRegistrationClientId: "app", appRegistrationClientSecret: "secret" };

/** A journey: Intune → COMPLIANT: success, NONCOMPLIANT: a loop that leads nowhere, UNKNOWN: a question. */
function nodesOf(attributes: Record<string, string | boolean | null>, name = "intune") {
  const placed = (nodeType: string, connections: Record<string, string>) => ({
    nodeType,
    displayName: nodeType,
    connections,
  });
  const [journey] = journeyFileSchema.parse({
    tree: {
      _id: name,
      entryNodeId: "i",
      nodes: {
        i: placed("IntuneNode", { COMPLIANT: successId, NONCOMPLIANT: "a", UNKNOWN: "q", ERROR: failureId }),
        a: placed("RetryNode", { again: "b" }),
        b: placed("RetryNode", { again: "a", enough: failureId }),
        q: placed("AskNode", { yes: successId, no: failureId }),
      },
    },
    nodes: { i: attributes, a: {}, b: {}, q: {} },
  });
  if (journey === undefined) throw new Error("no journey");
  return intuneNodesOf("alpha", { file: "file", journey }, () => undefined);
}

const surroundings = { cloud: "global", connections: new Map(), clock: systemClock } as const;

describe("the Intune nodes of a journey", () => {
  it("know where each outcome leads, and whether a login can still succeed there", () => {
    const [node] = nodesOf(complete);
    expect(Object.fromEntries(node?.leadsTo ?? [])).toEqual({
      COMPLIANT: { name: "success", canSucceed: true },
      NONCOMPLIANT: { name: "RetryNode", canSucceed: false },
      UNKNOWN: { name: "AskNode", canSucceed: true },
      ERROR: { name: "failure", canSucceed: false },
    });
  });

  it.each([
    ["intune", 1],
    ["alpha/intune", 1],
    [undefined, 2],
  ])("are chosen by the name %s", (name, count) => {
    expect(selectNodes([...nodesOf(complete), ...nodesOf(complete, "other")], name)).toHaveLength(count);
  });

  it("are missed by name, with the nearest one", () => {
    expect(() => selectNodes(nodesOf(complete), "intun")).toThrow('did you mean "intune"?');
    expect(() => selectNodes([], undefined)).toThrow("no journey of this deployment has an Intune node");
  });
});

describe("the connections of nodes", () => {
  it("are the ones that the nodes would ask, each once", async () => {
    const nodes = [
      ...nodesOf(complete),
      ...nodesOf(complete, "same"),
      ...nodesOf({ ...complete, azureTenantId: "b" }, "b"),
    ];
    const connections = await connectionsOf(nodes, surroundings);
    expect(connections.map(({ nodes: users }) => users.length)).toEqual([2, 1]);
  });

  it("differ when only the secret does", async () => {
    const other = { ...complete, appRegistrationClientSecret: "other" };
    expect(await connectionsOf([...nodesOf(complete), ...nodesOf(other, "other")], surroundings)).toHaveLength(2);
  });

  it.each([
    [{ ...complete, appRegistrationClientSecret: null }, /no Client Secret/, /intune\.client\.secret/],
    [{ ...complete, userName: "admin", userPassword: null }, /no Azure Admin User Password/, /intune\.admin\.password/],
    [{ ...complete, azureTenantId: "" }, /azureTenantId is missing/, /journey file/],
    [{ ...complete, connection: "nowhere" }, /names none of microsoft\.connections/, /journey file/],
  ])("say what an export lacks: %j", async (attributes, detail, next) => {
    const [connection] = await connectionsOf(nodesOf(attributes), surroundings);
    if (connection === undefined || isQuestion(connection.question)) throw new Error("there is a connection");
    expect(incompleteStep(connection.question)).toMatchObject({
      name: "configuration",
      ok: false,
      detail: expect.stringMatching(detail),
      next: expect.stringMatching(next),
    });
  });

  it("read the id where the node reads it, in shared state too", async () => {
    const [connection] = await connectionsOf(
      nodesOf({ ...complete, inTuneSS: true, inTuneHeader: "deviceId" }),
      surroundings,
    );
    expect(connection !== undefined && isQuestion(connection.question)).toBe(true);
  });
});
