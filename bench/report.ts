/** What one round of one scenario came to, per second and per request. */
export interface Round {
  readonly perSecond: number;
  /** Processor microseconds per request, by process. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Reads of a managed device at Graph, per request. */
  readonly graphReads: number;
}

export interface Row extends Round {
  readonly title: string;
}

/** Each figure's median over the rounds: one disturbed round changes nothing. */
export function medianOf(title: string, rounds: readonly Round[]): Row {
  const names = Object.keys(rounds[0]?.cpu ?? {});
  return {
    title,
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    cpu: Object.fromEntries(names.map((name) => [name, median(rounds.map(({ cpu }) => cpu[name] ?? 0))])),
    graphReads: median(rounds.map(({ graphReads }) => graphReads)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A row and what it is compared with. */
export interface Compared extends Row {
  /** Of the ceiling's requests per second. */
  readonly shareOfCeiling: number;
  /** Server microseconds in those of the ceiling's process. */
  readonly timesCeilingCpu: number;
}

export function compare(row: Row, ceiling: Row): Compared {
  return {
    ...row,
    shareOfCeiling: row.perSecond / ceiling.perSecond,
    timesCeilingCpu: (row.cpu.server ?? 0) / (ceiling.cpu.server ?? Number.NaN),
  };
}

const headings = ["", "per second", "of the ceiling", "CPU µs: server", "times ceiling", "gateway", "Graph reads"];

export function table(rows: readonly Compared[]): string {
  const cells = rows.map((row) => [
    row.title,
    row.perSecond.toFixed(0),
    `${(row.shareOfCeiling * 100).toFixed(1)} %`,
    (row.cpu.server ?? 0).toFixed(0),
    row.timesCeilingCpu.toFixed(1),
    row.cpu.gateway === undefined ? "–" : row.cpu.gateway.toFixed(0),
    row.graphReads.toFixed(2),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join("  ");
  return [line(headings), widths.map((width) => "─".repeat(width)).join("──"), ...cells.map(line)].join("\n");
}

/** One figure that has a limit. */
export interface Figure {
  readonly title: string;
  readonly measured: string;
  readonly limit: string;
  readonly holds: boolean;
}

export function upTo(title: string, limit: number, measured: number, unit: string): Figure {
  const digits = measured < 10 ? 2 : 0;
  return {
    title,
    measured: `${measured.toFixed(digits)} ${unit}`,
    limit: `at most ${limit}`,
    holds: measured <= limit,
  };
}

export function atLeast(title: string, limit: number, measured: number): Figure {
  return {
    title,
    measured: `${(measured * 100).toFixed(1)} %`,
    limit: `at least ${limit * 100} %`,
    holds: measured >= limit,
  };
}

export function figureTable(figures: readonly Figure[]): string {
  const width = (column: "title" | "measured" | "limit"): number =>
    Math.max(...figures.map((figure) => figure[column].length));
  const [titles, measures, limits] = [width("title"), width("measured"), width("limit")];
  return figures
    .map(({ title, measured, limit, holds }) => {
      const columns = [title.padEnd(titles), measured.padStart(measures), limit.padEnd(limits)];
      return [...columns, holds ? "holds" : "DOES NOT HOLD"].join("  ");
    })
    .join("\n");
}
