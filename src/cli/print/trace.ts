import type { TraceEvent } from "../../app/index.ts";
import { ageText } from "./age.ts";
import type { Style } from "./style.ts";
import { oneLine, shorten, widthOf, wrap } from "./text.ts";
import type { Page } from "./verification.ts";

/** What `sallyport trace` shows a person. */

/** Changes of one node that are shown; a device has fifty properties. */
const mostChanges = 12;

/** @param first the first of `events` */
export function traceText(first: TraceEvent, events: readonly TraceEvent[], page: Page, now: number): string {
  const { style } = page;
  const began = new Date(first.at).toISOString().replace("T", " ").slice(0, 19);
  const facts = [
    ["Transaction", oneLine(first.transactionId)],
    ["Began", `${began} UTC, ${ageText(Math.max(0, now - first.at))}`],
    ["Ended", endOf(events, style)],
  ];
  const head = [
    style.strong(`${oneLine(first.journey)} in realm ${oneLine(first.realm)}`),
    ...facts.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(12))}  ${value}`),
  ];
  const requests = requestsOf(events);
  const steps = events.map((event, index) => {
    const text = eventText(event, { index, begin: first.at, count: events.length }, page);
    return requests.has(index)
      ? `${style.dim(`The client came back after ${seconds(event.at - first.at)}.`)}\n\n${text}`
      : text;
  });
  return [head.join("\n"), ...steps].join("\n\n");
}

/** How it stands with the journey itself, after its last step so far. */
function endOf(events: readonly TraceEvent[], style: Style): string {
  const steps = events.filter((event) => !isAfterTheEnd(event));
  const last = steps.findLast(({ path, error }) => error !== null || path.length === 1);
  if (last === undefined) return style.warn("not yet");
  if (isWaiting(last)) return style.warn("not yet: it waits for the client");
  if (last.error !== null) return style.bad(`by an error: ${nameOf(last)} failed with ${oneLine(last.error)}`);
  if (last.leadsTo === "success") return style.good(`in success, after ${nameOf(last)}`);
  return last.leadsTo === "failure" ? style.bad(`in failure, after ${nameOf(last)}`) : style.warn("not yet");
}

/** Where a further request of the client begins: nodes that waited run again. */
function requestsOf(events: readonly TraceEvent[]): ReadonlySet<number> {
  const begins = new Set<number>();
  let waited = new Set<string>();
  for (const [index, event] of events.entries()) {
    const key = [...event.path, event.nodeId].join("\n");
    if (waited.size > 0 && (!isWaiting(event) || waited.has(key))) {
      begins.add(index);
      waited = new Set();
    }
    if (isWaiting(event)) waited.add(key);
  }
  return begins;
}

function isWaiting(event: TraceEvent): boolean {
  return event.outcome === null && event.error === null && !isAfterTheEnd(event);
}

/** What a node did at the end of the journey, such as setting a cookie. */
function isAfterTheEnd({ outcome, reason }: TraceEvent): boolean {
  return outcome === null && reason?.startsWith("at the end of the journey") === true;
}

interface Place {
  readonly index: number;
  readonly begin: number;
  readonly count: number;
}

function eventText(event: TraceEvent, { index, begin, count }: Place, { style, width }: Page): string {
  const number = `${index + 1}.`.padStart(String(count).length + 1);
  const inner = event.path.slice(1).map((tree) => `${oneLine(tree)} › `);
  const times = `after ${seconds(event.at - begin)}, took ${Math.round(event.duration)} ms`;
  const indent = " ".repeat(number.length + 1);
  const available = Math.max(30, width - indent.length);
  const told = [
    ...(event.reason === null ? [] : wrap(oneLine(withAges(event.reason, event.at)), available)),
    ...event.changes.slice(0, mostChanges).map((change) => style.dim(shorten(changeText(change), available))),
    ...(event.changes.length > mostChanges ? [style.dim(moreText(event.changes.length - mostChanges))] : []),
    ...event.logs.flatMap((line) => wrap(`log  ${oneLine(line)}`, available).map(style.dim)),
  ];
  return [
    `${number} ${inner.join("")}${style.strong(nameOf(event))}  ${endText(event, style)}`,
    `${indent}${style.dim(`${oneLine(event.nodeType)}, ${times}`)}`,
    ...told.map((line) => `${indent}${line}`),
  ].join("\n");
}

function nameOf({ displayName, nodeType }: TraceEvent): string {
  return oneLine(displayName || nodeType);
}

function endText(event: TraceEvent, style: Style): string {
  const { outcome, error, leadsTo, path } = event;
  if (error !== null) return style.bad(`failed: ${oneLine(error)}`);
  if (isAfterTheEnd(event)) return style.good("done");
  if (outcome === null) return style.warn("waits for the client");
  const target = leadsTo === null ? "" : `, ${leadsTo} of ${oneLine(path.at(-1) ?? "")}`;
  return `→ ${oneLine(outcome)}${target}`;
}

/** Says how old an instant was when the node met it. */
function withAges(reason: string, at: number): string {
  return reason.replaceAll(/last sync (\S+?Z)(?=[,;)\s]|$)/g, (text, instant: string) => {
    const then = Date.parse(instant);
    return Number.isNaN(then) ? text : `${text}, ${ageBefore(at - then)}`;
  });
}

function ageBefore(milliseconds: number): string {
  const age = ageText(Math.max(0, milliseconds));
  return age.endsWith(" ago") ? age.replace(/ago$/, "before") : "just before";
}

function changeText({ state, key, change, value }: TraceEvent["changes"][number]): string {
  const kind = state === "shared" ? "" : `${state} `;
  if (change === "removed") return `${kind}${oneLine(key)} removed`;
  return `${kind}${oneLine(key)} = ${oneLine(JSON.stringify(value))}`;
}

function moreText(more: number): string {
  return `… and ${more} more changes of the state; --json shows all`;
}

function seconds(milliseconds: number): string {
  const text = (Math.max(0, milliseconds) / 1000).toFixed(1);
  return widthOf(text) > 6 ? ageText(milliseconds) : `${text} s`;
}
