import type { DemoFile } from "../demo-file.ts";

/** What one demo login came to. */
export interface Row {
  readonly device: DemoFile["devices"][number];
  /** Outcome of the Intune node. */
  readonly outcome: string;
  readonly path: string;
  readonly authLevel: number | null;
  /** Milliseconds. */
  readonly duration: number;
  /** Whether outcome and level are what the device stands for. */
  readonly expected: boolean;
}

const headings = ["", "Device", "Certificate", "Intune outcome", "Path", "Auth level", "Time"];

/** The table of `npm start`, as plain text. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.expected ? "✓" : "✗",
    row.device.name,
    row.device.id === null ? "no device id" : `${row.device.id.slice(0, 8)}…`,
    row.outcome,
    row.path,
    row.authLevel === null ? "refused" : String(row.authLevel),
    `${Math.round(row.duration)} ms`,
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const wrong = rows.filter(({ expected }) => !expected).length;
  const verdict =
    wrong === 0 ? [] : [`✗ ${wrong} of ${rows.length} logins did not end as they should; see .sallyport/logs`];
  return [line(headings), rule, ...cells.map(line), ...verdict, ""].join("\n");
}
