import type { TraceEvent } from "../../app/index.ts";
import { ageText } from "./age.ts";
import type { Style } from "./style.ts";
import { oneLine, shorten, widthOf, wrap } from "./text.ts";
import type { Page } from "./verification.ts";

/** What `sallyport trace` shows a person. */

/** @param first the first of `events` */
export function traceText(first: TraceEvent, events: readonly TraceEvent[], page: Page, now: number): string {
  const { style } = page;
  const began = new Date(first.at).toISOString().replace("T", " ").slice(0, 19);
  const facts = [
    ["Transaction", first.transactionId],
    ["Began", `${began} UTC, ${ageText(Math.max(0, now - first.at))}`],
  ];
  const head = [
    style.strong(`${oneLine(first.journey)} in realm ${oneLine(first.realm)}`),
    ...facts.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(12))}  ${oneLine(value)}`),
  ];
  const steps = events.map((event, index) => eventText(event, { index, begin: first.at, count: events.length }, page));
  return [head.join("\n"), ...steps].join("\n\n");
}

interface Place {
  readonly index: number;
  readonly begin: number;
  readonly count: number;
}

function eventText(event: TraceEvent, { index, begin, count }: Place, { style, width }: Page): string {
  const number = `${index + 1}.`.padStart(String(count).length + 1);
  const inner = event.path.slice(1).map((tree) => `${oneLine(tree)} › `);
  const name = oneLine(event.displayName || event.nodeType);
  const times = `after ${seconds(event.at - begin)}, took ${Math.round(event.duration)} ms`;
  const indent = " ".repeat(number.length + 1);
  const available = Math.max(30, width - indent.length);
  const told = [
    ...(event.reason === null ? [] : wrap(oneLine(event.reason), available)),
    ...event.changes.map((change) => style.dim(shorten(changeText(change), available))),
    ...event.logs.flatMap((line) => wrap(`log  ${oneLine(line)}`, available).map(style.dim)),
  ];
  return [
    `${number} ${inner.join("")}${style.strong(name)}  ${endText(event, style)}`,
    `${indent}${style.dim(`${oneLine(event.nodeType)}, ${times}`)}`,
    ...told.map((line) => `${indent}${line}`),
  ].join("\n");
}

function endText({ outcome, error }: TraceEvent, style: Style): string {
  if (error !== null) return style.bad(`failed: ${oneLine(error)}`);
  return outcome === null ? style.warn("waits for the client") : `→ ${oneLine(outcome)}`;
}

function changeText({ state, key, change, value }: TraceEvent["changes"][number]): string {
  const kind = state === "shared" ? "" : `${state} `;
  if (change === "removed") return `${kind}${oneLine(key)} removed`;
  return `${kind}${oneLine(key)} = ${oneLine(JSON.stringify(value))}`;
}

function seconds(milliseconds: number): string {
  const text = (Math.max(0, milliseconds) / 1000).toFixed(1);
  return widthOf(text) > 6 ? ageText(milliseconds) : `${text} s`;
}
