import { built, microsoft } from "./product.ts";
import { median } from "./report.ts";

const { silentLogger } = microsoft;
const { createScriptRunner }: typeof import("../src/script/index.ts") = await built("script/index.js");

/** What a scripted decision costs, all threads counted; in a fresh process. */

export interface ScriptCosts {
  /** Each the median of many batches, in processor microseconds. */
  readonly nextGen: number;
  readonly legacy: number;
}

const batches = 30;
const runs = 200;

/** As most decision scripts are: they look at the state, write a line of log, and choose. */
const sources = {
  "next-gen": `
    var username = nodeState.get("username");
    logger.info("deciding for " + username);
    nodeState.putShared("decidedBy", scriptName);
    action.goTo(username === "kiosk" ? "true" : "false");`,
  legacy: `
    var username = nodeState.get("username").asString();
    logger.message("deciding for " + username);
    nodeState.putShared("decidedBy", "script");
    outcome = username === "kiosk" ? "true" : "false";`,
} as const;

const input = {
  sharedState: { username: "kiosk", realm: "/alpha", authLevel: 3 },
  transientState: {},
  secureState: {},
  requestHeaders: { "user-agent": ["bench"], "accept-language": ["en"] },
  requestParameters: { authIndexType: ["service"], authIndexValue: ["bench"] },
  requestCookies: {},
  existingSession: null,
  realm: "/alpha",
  cookieName: "iPlanetDirectoryPro",
  resumedFromSuspend: false,
  callbacks: [],
};

const runner = createScriptRunner({ log: silentLogger });

async function cost(api: keyof typeof sources): Promise<number> {
  const script = { id: `bench-${api}`, name: "Decide", source: sources[api], api };
  const costs: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const before = process.cpuUsage();
    for (let run = 0; run < runs; run += 1) {
      const { outcome } = await runner.run(script, input);
      if (outcome !== "true") throw new Error("the script came to another outcome");
    }
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / runs);
  }
  // The first 2000 runs compile, also in threads of their own.
  return median(costs.slice(batches / 3));
}

const costs: ScriptCosts = { nextGen: await cost("next-gen"), legacy: await cost("legacy") };
await runner.close();
process.stdout.write(`${JSON.stringify(costs)}\n`);
