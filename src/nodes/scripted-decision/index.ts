import { node } from "../define.ts";
import { scriptedDecisionConfig } from "./config.ts";
import { runScriptedDecision } from "./run-script.ts";

/** Lets a script choose the outcome. The script runs in a sandbox with limits on time and memory. */
export const scriptedDecisionNode = node({
  type: "ScriptedDecisionNode",
  version: 1,
  title: "Scripted Decision",
  tags: ["utilities"],
  config: scriptedDecisionConfig,
  outcomes: ({ outcomes }) => Object.fromEntries(outcomes.map((outcome) => [outcome, outcome])),
  reads: ({ inputs }) => inputs,
  writes: ["*"],
  run: (context) => runScriptedDecision(context),
});
