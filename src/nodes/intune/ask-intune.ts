import { type Action, goTo, type NodeContext } from "../../journey/index.ts";
import type { FailingSetting, MicrosoftConnection, Verdict } from "../../microsoft/index.ts";
import type { NodeServices } from "../services.ts";
import type { IntuneConfig } from "./config.ts";
import { connectionOf } from "./connection.ts";
import { describeIdSource, readDeviceId } from "./device-id.ts";
import { explanationOf, saveExplanation, saveFailingSettings, sentenceOf } from "./explanation.ts";
import { type Judgement, type Judgements, judgeApps, judgeFailure, judgeVerdict, taken, trouble } from "./judge.ts";
import { isFailing, outcomeOf } from "./outcomes.ts";
import { clearOutput, saveApps, saveDevice, saveError } from "./output.ts";
import { verdictOptions } from "./reading.ts";
import type { BrokenRule } from "./rules/index.ts";
import type { RuleFacts } from "./rules/rule.ts";

/** What asking takes of a node's surroundings: an Intune node's own, or those of a node that asks again for it. */
export type IntuneContext = Pick<
  NodeContext<IntuneConfig, NodeServices>,
  "config" | "node" | "realm" | "tree" | "user" | "state" | "request" | "services"
>;

export interface Asking {
  /** Ask Microsoft now, whatever is cached. */
  readonly live: boolean;
}

/** Asks Intune about the calling device, writes what the settings want to shared state, and chooses the outcome. */
export async function askIntune(context: IntuneContext, asking: Asking): Promise<Action> {
  const { config, state, request } = context;
  clearOutput(state);
  const logs = describeIdSource(config, state);
  const id = readDeviceId(config, state, request);
  if (id.found === "none") return leave(context, { outcome: "NOID", reason: "no device id", chain: null }, logs);
  if (id.found === "ambiguous")
    return leave(context, trouble("ambiguous-device-id", ["more than one device id"]), logs);
  if (id.found === "malformed") return leave(context, trouble("malformed-device-id", [id.why]), logs);
  const connection = connectionOf(config, context.services);
  if ("missing" in connection) return leave(context, trouble("not-configured", [connection.missing]), logs);
  const { judgement, notes } = await examine(context, connection, id.value, asking);
  return leave(context, judgement, [...logs, ...notes]);
}

interface Examined {
  readonly judgement: Judgement;
  /** Remarks for the trace. */
  readonly notes: readonly string[];
}

async function examine(
  context: IntuneContext,
  connection: MicrosoftConnection,
  deviceId: string,
  { live }: Asking,
): Promise<Examined> {
  const { config, services, state } = context;
  const verdict = await services.compliance.verdict(connection, deviceId, verdictOptions(config, live));
  if (verdict.outcome === "failure") {
    return { judgement: taken(judgeFailure(verdict, config), config.reportOnly), notes: [] };
  }
  const judged = judgeVerdict(verdict, config, ruleFacts(context, verdict));
  const isRefused = verdict.source === "stale" && config.refuseStale && !config.reportOnly;
  if (isRefused) return { judgement: judged.wanted, notes: [] };
  if (config.passDeviceInfoSession) saveDevice(state, verdict.device);
  const apps = await saveInstalledApps(context, connection, verdict, judged);
  const judgement = taken(apps.judgements, config.reportOnly);
  const broken = config.reportOnly ? [] : judged.broken;
  const settings = await explain(context, connection, verdict, { outcome: judgement.outcome, broken });
  return { judgement, notes: [...apps.notes, ...settings] };
}

function ruleFacts({ realm, services, state, user }: IntuneContext, { device, lastSync }: Verdict): RuleFacts {
  const named = user?.username ?? state.get("username");
  const username = typeof named === "string" && named.trim() !== "" ? named : null;
  const attribute = (name: string): readonly string[] =>
    (username === null ? null : services.users.find(realm, username))?.attributes[name] ?? [];
  return { device, lastSync, now: services.clock.now(), person: { username, attribute } };
}

interface AppsJudged {
  readonly judgements: Judgements;
  readonly notes: readonly string[];
}

async function saveInstalledApps(
  { config, services, state }: IntuneContext,
  connection: MicrosoftConnection,
  { deviceId }: Verdict,
  judgements: Judgements,
): Promise<AppsJudged> {
  if (!config.extractApps) return { judgements, notes: [] };
  const apps = await services.compliance.detectedApps(connection, deviceId);
  if (apps.outcome === "failure") {
    return { judgements: judgeApps(judgements, apps, config), notes: [`installed apps unknown: ${apps.reason}`] };
  }
  saveApps(state, apps.names, { json: config.appsAsJson });
  return { judgements, notes: [] };
}

/** What fails, for those who want to know it; it comes after the judgement and never changes it. */
async function explain(
  context: IntuneContext,
  connection: MicrosoftConnection,
  verdict: Verdict,
  judged: { readonly outcome: Judgement["outcome"]; readonly broken: readonly BrokenRule[] },
): Promise<readonly string[]> {
  const { config, node, services, state, tree } = context;
  const isExplained = config.explain && isFailing(judged.outcome);
  if (!isExplained && !config.saveFailingSettings) return [];
  const stateOutcome = outcomeOf(verdict.complianceState);
  const isIntunes = isFailing(stateOutcome) || verdict.complianceState === "error";
  let settings: readonly FailingSetting[] = [];
  const notes: string[] = [];
  if (isIntunes) {
    const failing = await services.compliance.failingSettings(connection, verdict);
    if (failing.outcome === "unknown") notes.push(`failing settings unknown: ${failing.failure.reason}`);
    else settings = failing.settings;
    if (failing.outcome === "settings" && config.saveFailingSettings) saveFailingSettings(state, settings);
  }
  if (isExplained) {
    const sentences = [...settings.map(sentenceOf), ...judged.broken.map(({ text }) => text)];
    saveExplanation(state, explanationOf(judged.outcome, verdict, sentences, { tree, node: node.id }));
  }
  return notes;
}

function leave({ state, services }: IntuneContext, judgement: Judgement, logs: readonly string[]): Action {
  const { outcome, reason, chain } = judgement;
  if (chain !== null) {
    saveError(state, services.clock.now(), `The device's compliance could not be established: ${reason}`, chain);
  }
  return goTo(outcome, { reason, ...(logs.length === 0 ? {} : { logs }) });
}
