import { describe, expect, it } from "vitest";
import { asked, journeyOf } from "../testing/run-journey.ts";
import { scriptReturning } from "../testing/run-node.ts";

const provided = (config: object) => scriptReturning({ variables: { config: JSON.parse(JSON.stringify(config)) } });
const failed = { CONFIGURATION_FAILED: "no" };

describe("a Configuration Provider in a journey", () => {
  it("leads on by the outcomes of its type, also those that depend on the configuration", async () => {
    const attributes = { nodeType: "PollingWaitNode", script: "s" };
    const connections = { DONE: "ok", EXITED: "no", ...failed };
    const services = provided({ secondsToWait: 1 });
    const { start, answer, clock } = journeyOf({ wait: ["ConfigProviderNode", attributes, connections] }, services);
    const step = await start();
    expect(asked(step)).toEqual([["PollingWaitCallback", "1000", "Waiting for response..."]]);
    clock.advance(1000);
    expect(await answer(step)).toMatchObject({ kind: "success" });
  });

  it("may stand on a journey whose type this server lacks, and fails the login that reaches it", async () => {
    const attributes = { nodeType: "MissingNode", script: "s" };
    const { start } = journeyOf({ a: ["ConfigProviderNode", attributes, { any: "ok", ...failed }] }, provided({}));
    expect(await start()).toMatchObject({ kind: "failure", error: { code: "nodes.type-not-provided" } });
  });

  it("has no outcome that its type does not have", () => {
    const attributes = { nodeType: "MessageNode", script: "s" };
    expect(() => journeyOf({ a: ["ConfigProviderNode", attributes, { maybe: "ok", ...failed }] })).toThrow(
      expect.objectContaining({ code: "journey.broken-connection" }),
    );
  });
});
