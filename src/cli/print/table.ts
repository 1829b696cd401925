import { type Paint, plainly, plainStyle, type Style } from "./style.ts";
import { oneLine, shorten, widthOf } from "./text.ts";

/** A table of text for a terminal. */

export interface Column {
  readonly heading: string;
  readonly align?: "left" | "right";
  /** Cells may be shortened to this width when the terminal is narrow; absent: never. */
  readonly shrinkTo?: number;
}

export type Cell = string | { readonly text: string; readonly paint: Paint };

export interface TableOptions {
  /** Cells of the terminal; absent: as wide as it takes. */
  readonly width?: number | undefined;
  readonly style?: Style;
  readonly indent?: string;
}

const gap = "  ";

export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string {
  const { style = plainStyle, indent = "" } = options;
  const cells = rows.map((row) => row.map(cleaned));
  const widths = narrow(columns, naturalWidths(columns, cells), (options.width ?? Infinity) - indent.length);
  const line = (row: readonly { text: string; paint: Paint }[]): string =>
    `${indent}${row.map((cell, column) => padded(cell, widths[column] ?? 0, columns[column], column === row.length - 1)).join(gap)}`;
  const headings = columns.map(({ heading }) => ({ text: heading, paint: style.dim }));
  return [headings, ...cells].map((row) => line(row).trimEnd()).join("\n");
}

function cleaned(cell: Cell): { text: string; paint: Paint } {
  if (typeof cell === "string") return { text: oneLine(cell), paint: plainly };
  return { text: oneLine(cell.text), paint: cell.paint };
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly { text: string }[])[]): number[] {
  return columns.map(({ heading }, index) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[index]?.text ?? "")), widthOf(heading)),
  );
}

/** Takes from the widest column that may give, cell by cell, until the line fits. */
function narrow(columns: readonly Column[], natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  while (total() > available) {
    const spare = widths.map((width, index) => (width > (columns[index]?.shrinkTo ?? width) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function padded(
  { text, paint }: { text: string; paint: Paint },
  width: number,
  column: Column | undefined,
  isLast: boolean,
): string {
  const shown = shorten(text, width);
  const space = " ".repeat(Math.max(0, width - widthOf(shown)));
  if (column?.align === "right") return space + paint(shown);
  return isLast ? paint(shown) : paint(shown) + space;
}
