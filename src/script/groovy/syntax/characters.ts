import type { Place, Refuse } from "./tokens.ts";

/** The text of a script with a position in it. */
export interface Reader {
  readonly source: string;
  readonly refuse: Refuse;
  position: number;
  /** The place of the position, or of an offset. */
  place(offset?: number): Place;
  at(text: string): boolean;
  /** Moves behind `text` if it stands here. */
  skip(text: string): boolean;
  /** What a sticky expression finds here, read; empty when it finds nothing. */
  take(pattern: RegExp): string;
}

export function createReader(source: string, refuse: Refuse): Reader {
  const lineStarts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const reader: Reader = {
    source,
    refuse,
    position: 0,
    place: (offset = reader.position) => {
      let [low, high] = [0, lineStarts.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((lineStarts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
    },
    at: (text) => source.startsWith(text, reader.position),
    skip: (text) => {
      if (!reader.at(text)) return false;
      reader.position += text.length;
      return true;
    },
    take: (pattern) => {
      pattern.lastIndex = reader.position;
      const found = pattern.exec(source)?.[0] ?? "";
      reader.position += found.length;
      return found;
    },
  };
  return reader;
}
