import type { GroovyValue } from "../values.ts";

/** Where something stands in a script: both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Makes the error for what is not understood at a place. */
export type Refuse = (problem: string, place: Place) => Error;

export interface Token extends Place {
  /** `word`: a name or keyword. `text`: a string with `${…}` parts, or without. `sign`: an operator or bracket. */
  readonly kind: "word" | "number" | "text" | "sign" | "end";
  /** The word, the sign, or what a number looks like. */
  readonly text: string;
  /** A line break stands before it. */
  readonly newline: boolean;
  /** A space or a line break stands before it. */
  readonly spaced: boolean;
  /** Of numbers. */
  readonly value?: GroovyValue;
  /** Of texts: plain pieces, and the tokens of each expression between them. */
  readonly parts?: readonly (string | readonly Token[])[];
}

export const keywords: ReadonlySet<string> = new Set(
  (
    "as assert break case catch class const continue def default do else enum extends false finally for goto if " +
    "implements import in instanceof interface new null package return super switch this throw throws trait true try while"
  ).split(" "),
);
