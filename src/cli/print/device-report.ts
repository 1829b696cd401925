import { type DeviceReport, nodeLabel } from "../../app/index.ts";
import type { JsonObject } from "../../core/json.ts";
import { reasonTexts, type Verdict, type VerdictFailure } from "../../microsoft/index.ts";
import { since } from "./age.ts";
import { beyondState } from "./reason.ts";
import type { Paint, Style } from "./style.ts";
import { table } from "./table.ts";
import { oneLine, wrap } from "./text.ts";
import type { Page } from "./verification.ts";

/** What `sallyport device` shows a person. */

const margin = 16;

export function deviceText(deviceId: string, report: DeviceReport, page: Page, now: number): string {
  const { answer, entraMatch } = report;
  const parts =
    answer.outcome === "failure"
      ? [failureText(deviceId, answer, page), ...(entraMatch === null ? [] : [entraText(deviceId, entraMatch, page)])]
      : [factsText(answer, page, now), ...settingsText(report, page)];
  return [...parts, decisionsText(report, page)].join("\n\n");
}

function factsText(
  { device, deviceId, complianceState, lastSync, checkedAt }: Verdict,
  page: Page,
  now: number,
): string {
  const { style } = page;
  const text = (name: string): string => textOf(device, name);
  const facts: [string, string][] = [
    ["State", statePaint(complianceState, style)(oneLine(complianceState))],
    ["Grace ends", complianceState === "inGracePeriod" ? text("complianceGracePeriodExpirationDateTime") : ""],
    ["Read", `${since(new Date(checkedAt).toISOString(), now)}; the device last synced ${since(lastSync, now)}`],
    ["User", joined([text("userDisplayName"), text("userPrincipalName")], " · ")],
    ["System", joined([text("operatingSystem"), text("osVersion")], " ")],
    ["Hardware", joined([text("manufacturer"), text("model")], " ")],
    ["Owner", text("managedDeviceOwnerType")],
    ["Encrypted", yesOrNo(device.isEncrypted)],
    ["Jailbroken", text("jailBroken").toLowerCase()],
    ["Enrolled", text("enrolledDateTime").slice(0, 10)],
    ["Managed by", text("managementAgent")],
    ["Intune id", deviceId],
    ["Entra id", text("azureADDeviceId")],
  ];
  const lines = facts
    .filter(([, value]) => value !== "" && !/^(0001|9999)-/.test(value))
    .map(([name, value]) => `  ${style.dim(name.padEnd(margin - 4))}  ${value}`);
  return [style.strong(text("deviceName") || deviceId), ...lines].join("\n");
}

function settingsText({ settings }: DeviceReport, { style, width }: Page): string[] {
  if (settings === null) return [];
  const title = style.strong("What fails");
  if (settings.outcome === "unknown") {
    return [`${title}\n  ${style.dim(`not readable: ${reasonTexts[settings.failure.reason].text}`)}`];
  }
  if (settings.settings.length === 0) return [`${title}\n  ${style.dim("Intune names no setting.")}`];
  const rows = settings.settings.map(({ policy, text, setting, state }) => [text, policy, setting, state]);
  const columns = [
    { heading: "Requirement", shrinkTo: 20 },
    { heading: "Policy", shrinkTo: 12 },
    { heading: "Setting", shrinkTo: 12 },
    { heading: "State" },
  ];
  return [`${title}\n${table(columns, rows, { width, style, indent: "  " })}`];
}

function decisionsText({ decisions }: DeviceReport, { style, width }: Page): string {
  const lines = decisions.map(({ node, outcome, reason }) => {
    const then = node.leadsTo.get(outcome);
    const path = then === undefined ? "" : ` ${style.dim(`then ${oneLine(then.name)}`)}`;
    const why = beyondState(reason);
    const lines = why === "" ? [] : wrap(oneLine(why), Math.max(30, width - 4)).map((line) => `    ${style.dim(line)}`);
    return [`  ${oneLine(nodeLabel(node))}: ${outcomePaint(outcome, style)(outcome)}${path}`, ...lines].join("\n");
  });
  return `${style.strong("What the journeys do")}\n${lines.join("\n")}`;
}

function failureText(deviceId: string, failure: VerdictFailure, { style, width }: Page): string {
  const { text, next } = reasonTexts[failure.reason];
  const causes = [...failure.chain.slice(failure.reason === "not-configured" ? 0 : 1), ...failure.requestIds];
  const block = (part: string): string => wrap(oneLine(part), Math.max(30, Math.min(width, 100) - 4)).join("\n    ");
  return [
    style.strong(oneLine(deviceId)),
    `  ${style.bad("✗")} ${block(text)}`,
    ...(causes.length === 0 ? [] : [`    ${style.dim(block(causes.join("; ")))}`]),
    `  ${style.strong("→")} ${block(next)}`,
  ].join("\n");
}

function entraText(deviceId: string, { device, deviceId: intuneId }: Verdict, { style }: Page): string {
  const name = oneLine(textOf(device, "deviceName") || "a device");
  return [
    `  ${style.warn("!")} ${oneLine(deviceId)} is the Entra device id of ${name}.`,
    `    Its Intune device id is ${intuneId}.`,
    `  ${style.strong("→")} If a certificate holds it: put {{DeviceId}} into the SCEP profile, or let the node take Entra ids.`,
  ].join("\n");
}

export function statePaint(state: string, style: Style): Paint {
  if (state === "compliant") return style.good;
  return state === "noncompliant" || state === "error" || state === "conflict" ? style.bad : style.warn;
}

export function outcomePaint(outcome: string, style: Style): Paint {
  if (outcome === "COMPLIANT") return style.good;
  return outcome === "NONCOMPLIANT" || outcome === "ERROR" || outcome === "CONFLICT" ? style.bad : style.warn;
}

function textOf(device: JsonObject, name: string): string {
  const value = device[name];
  return typeof value === "string" ? oneLine(value.trim()) : "";
}

function yesOrNo(value: unknown): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : "";
}

function joined(parts: readonly string[], between: string): string {
  return parts.filter((part) => part !== "").join(between);
}
