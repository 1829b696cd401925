import type { Verdict, VerdictFailure } from "../../microsoft/index.ts";
import type { IntuneConfig } from "./config.ts";
import { harsher, type IntuneOutcome, outcomeOf } from "./outcomes.ts";
import { describeReading } from "./reading.ts";
import { type BrokenRule, brokenRules } from "./rules/index.ts";
import type { RuleFacts } from "./rules/rule.ts";

/** An outcome, and why. */
export interface Judgement {
  readonly outcome: IntuneOutcome;
  /** For the trace. */
  readonly reason: string;
  /** The causes, when the outcome is an error that shared state has to tell of. */
  readonly chain: readonly string[] | null;
}

/** What the nine documented properties alone say, and what all settings together say. */
export interface Judgements {
  readonly documented: Judgement;
  readonly wanted: Judgement;
}

type Settings = Pick<
  IntuneConfig,
  "unknownDeviceOutcome" | "refuseStale" | "tolerateAppsFailure" | "reportOnly" | "ruleOutcome"
> &
  Parameters<typeof brokenRules>[0];

/** The judgement by which the node leaves. Report-only leaves by the documented one and says what it would have been. */
export function taken({ documented, wanted }: Judgements, reportOnly: boolean): Judgement {
  if (!reportOnly) return wanted;
  if (wanted.outcome === documented.outcome) return documented;
  return { ...documented, reason: `${documented.reason}; would have been ${wanted.outcome}: ${wanted.reason}` };
}

function same(judgement: Judgement): Judgements {
  return { documented: judgement, wanted: judgement };
}

/** The outcome of a check that established nothing. */
export function trouble(reason: string, chain: readonly string[]): Judgement {
  return { outcome: "ERROR", reason, chain };
}

/** Microsoft gave no verdict. Only a device that Intune does not know may lead elsewhere than to ERROR. */
export function judgeFailure(failure: VerdictFailure, { unknownDeviceOutcome }: Settings): Judgements {
  const documented = trouble(failure.reason, describeFailure(failure));
  if (failure.reason !== "device-not-found" || unknownDeviceOutcome === null) return same(documented);
  if (unknownDeviceOutcome === "ERROR") return same(documented);
  return { documented, wanted: { outcome: unknownDeviceOutcome, reason: failure.reason, chain: null } };
}

/** Intune's own answer, and what our rules make of it: the same, or something harsher. */
export function judgeVerdict(
  verdict: Verdict,
  settings: Settings,
  facts: RuleFacts,
): Judgements & { readonly broken: readonly BrokenRule[] } {
  const reading = describeReading(verdict);
  const documented: Judgement = { outcome: outcomeOf(verdict.complianceState), reason: reading, chain: null };
  const broken = brokenRules(settings, facts);
  if (verdict.source === "stale" && settings.refuseStale) {
    const reason = verdict.staleBecause ?? "graph-unavailable";
    return { documented, wanted: trouble(reason, ["IntuneNode: a stale answer was refused"]), broken };
  }
  if (broken.length === 0) return { documented, wanted: documented, broken };
  const outcome = harsher(documented.outcome, settings.ruleOutcome ?? "NONCOMPLIANT");
  const why = broken.map(({ rule, text }) => `${rule}: ${text}`).join(" ");
  const isOwnError = outcome === "ERROR" && documented.outcome !== "ERROR";
  const chain = isOwnError ? broken.map(({ rule }) => `IntuneNode: rule ${rule} is not met`) : null;
  return { documented, wanted: { outcome, reason: `${reading}; ${why}`, chain }, broken };
}

/** The apps could not be read: an error by the documentation, which a setting may forgive. */
export function judgeApps({ wanted }: Judgements, failure: VerdictFailure, settings: Settings): Judgements {
  const documented = trouble(failure.reason, describeFailure(failure));
  return { documented, wanted: settings.tolerateAppsFailure ? wanted : documented };
}

/** The cause chain as it may stand in shared state: classes, reason codes, statuses and request ids only. */
function describeFailure({ chain, status, requestIds }: VerdictFailure): string[] {
  return [
    ...chain,
    ...(status === null ? [] : [`HTTP status ${status}`]),
    ...requestIds.map((requestId) => `request id ${requestId}`),
  ];
}
