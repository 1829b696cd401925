import { z } from "zod";
import { type Action, type Answer, goTo, type NodeContext, send } from "../../journey/index.ts";
import { node } from "../define.ts";
import { askIntune } from "../intune/ask-intune.ts";
import { type IntuneConfig, intuneConfig } from "../intune/config.ts";
import { readDeviceId } from "../intune/device-id.ts";
import { type Explanation, explanationKey, explanationSchema } from "../intune/explanation.ts";
import { errorKeys } from "../intune/output.ts";
import { localise } from "../localised.ts";
import type { NodeServices } from "../services.ts";
import { type Choice, choicesOf, type RemediationConfig, remediationConfig } from "./config.ts";
import { callbacksOf } from "./show.ts";

const type = "IntuneRemediationNode";

type Context = NodeContext<RemediationConfig, NodeServices>;

/** What the node keeps while it waits; nobody else can write it. */
const memorySchema = z.object({ explanation: explanationSchema, checks: z.int().min(0) });

type Memory = z.output<typeof memorySchema>;

/** Tells the owner of a device what Intune finds wrong with it, and has it checked again on request. */
export const intuneRemediationNode = node({
  type: "IntuneRemediationNode",
  version: 1,
  title: "Microsoft Intune Remediation",
  tags: ["risk", "device"],
  config: remediationConfig,
  outcomes: ({ offerContinue, offerCancel }) => ({
    compliant: "Compliant",
    noncompliant: "Not Compliant",
    ...(offerContinue ? { continue: "Continue" } : {}),
    ...(offerCancel ? { cancel: "Cancel" } : {}),
    error: "Error",
  }),
  provesDevice: true,
  reads: [],
  writes: ["INTUNE_*", errorKeys.exception, errorKeys.stackTrace],
  async run(context) {
    const { answers, config, memory } = context;
    if (answers === null) return begin(context);
    const kept = memorySchema.parse(memory);
    switch (chosen(answers, config)) {
      case "check":
        return checkAgain(context, kept);
      case "continue":
        return goTo("continue", { reason: `the person continued although the outcome is ${kept.explanation.outcome}` });
      case "cancel":
        return goTo("cancel", { reason: "the person cancelled" });
      default:
        return show(context, kept, null);
    }
  },
});

function begin(context: Context): Action {
  const explanation = explanationOfIntuneNode(context);
  if (explanation === null)
    return goTo("error", { reason: "no Intune node with the setting explain wrote an explanation" });
  return show(context, { explanation, checks: 0 }, null);
}

/** A script could write the same key, and name another node to be asked: what it writes does not count. */
function explanationOfIntuneNode({ state }: Context): Explanation | null {
  const writer = state.writerOf(explanationKey)?.type;
  if (writer !== "IntuneNode" && writer !== type) return null;
  return explanationSchema.safeParse(state.snapshot("shared")[explanationKey]).data ?? null;
}

function show({ config, request }: Context, memory: Memory, remark: string | null): Action {
  const message = localise(config.message, request.locales);
  const { explanation } = memory;
  return send(callbacksOf({ explanation, message, remark, choices: choicesOf(config) }), { memory: { ...memory } });
}

function chosen(answers: readonly Answer[], config: RemediationConfig): Choice | undefined {
  const index = answers.find((answer) => answer.type === "ConfirmationCallback")?.values[""];
  return typeof index === "number" ? choicesOf(config)[index] : undefined;
}

async function checkAgain(context: Context, memory: Memory): Promise<Action> {
  const { config, state, request, services } = context;
  const asked = askedNode(context, memory.explanation);
  if (asked === null) return goTo("error", { reason: "the Intune node that asked is no longer part of its journey" });
  const id = readDeviceId(asked, state, request);
  const wait = id.found === "id" ? services.recheckPace.take(id.value, config.minimumInterval * 1000) : 0;
  if (wait > 0) return show(context, memory, `This device was checked a moment ago. Wait ${seconds(wait)}.`);
  const { tree, node: nodeId } = memory.explanation.asked;
  const again = { ...context, config: { ...asked, explain: true }, tree, node: { ...context.node, id: nodeId } };
  const action = await askIntune(again, { live: true });
  return action.kind === "goTo" ? afterCheck(context, action, memory.checks + 1) : action;
}

/** Leaves, or shows what fails now. */
function afterCheck(context: Context, action: Extract<Action, { kind: "goTo" }>, checks: number): Action {
  const { outcome, reason = "", logs = [] } = action;
  const effects = { reason: `${outcome}: ${reason}`, logs };
  if (outcome === "COMPLIANT") return goTo("compliant", effects);
  if (outcome === "ERROR" || outcome === "NOID") return goTo("error", effects);
  const explanation = explanationOfIntuneNode(context);
  if (explanation === null || checks >= context.config.maxChecks) return goTo("noncompliant", effects);
  return {
    ...show(context, { explanation, checks }, "The device was checked again; this is how it stands now."),
    ...effects,
  };
}

/** The settings of the Intune node that asked first: the second question is the same as the first. */
function askedNode({ realm, services }: Context, { asked }: Explanation): IntuneConfig | null {
  const placed = services.nodeAt(realm, asked.tree, asked.node);
  return placed?.type === "IntuneNode" ? intuneConfig.parse(placed.attributes) : null;
}

function seconds(milliseconds: number): string {
  const whole = Math.ceil(milliseconds / 1000);
  return whole === 1 ? "1 second" : `${whole} seconds`;
}
