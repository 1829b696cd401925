import type { Clock } from "../../core/clock.ts";
import type { Output } from "./style.ts";

/** Shows a person how far something has come. */
export interface Progress {
  /** `total` is null while nobody knows it. */
  update(done: number, total: number | null): void;
  /** Removes what it drew. */
  end(): void;
}

export interface ProgressStream extends Output {
  write(text: string): unknown;
}

const redrawEvery = 100;
const barWidth = 24;
const clearLine = "\r\u001b[2K";

/** A bar on a terminal; nothing at all where the stream ends in a file or a pipe. */
export function createProgress(what: string, stream: ProgressStream, clock: Clock): Progress {
  if (stream.isTTY !== true) return { update: () => undefined, end: () => undefined };
  const startedAt = clock.elapsed();
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update(done, total) {
      if (clock.elapsed() - drawnAt < redrawEvery) return;
      drawnAt = clock.elapsed();
      const text = progressLine(what, done, total, drawnAt - startedAt);
      stream.write(`${clearLine}${text.slice(0, Math.max(0, (stream.columns ?? 80) - 1))}`);
    },
    end() {
      if (drawnAt !== Number.NEGATIVE_INFINITY) stream.write(clearLine);
    },
  };
}

/** `Reading devices ━━━━━━────── 42,000 of 100,000  12 s left`. `elapsed` in milliseconds. */
export function progressLine(what: string, done: number, total: number | null, elapsed: number): string {
  if (total === null || total === 0) return `${what}  ${count(done)}  ${Math.round(elapsed / 1000)} s`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * barWidth);
  const left = share > 0 && elapsed > 1000 ? `  ${Math.ceil((elapsed / share - elapsed) / 1000)} s left` : "";
  return `${what}  ${"━".repeat(full)}${"─".repeat(barWidth - full)}  ${count(done)} of ${count(total)}${left}`;
}

/** With thousands apart. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}
