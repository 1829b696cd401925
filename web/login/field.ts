import type { Json } from "../../src/core/json.ts";

/** One callback as it is shown. */
export interface Field {
  readonly element: HTMLElement;
  /** The entered values by input name; absent where nothing can be entered. */
  readonly read?: () => Values;
  /** It answers without the person, or has a button of its own: the form needs no "Next" for it. */
  readonly answersItself?: true;
  /** This page cannot answer it: the form gets no "Next". */
  readonly cannotAnswer?: true;
  /** Begins what the field does by itself. Called once, when the form is on the page. */
  readonly start?: (form: RunningForm) => Promise<void>;
}

export type Values = readonly (readonly [string, Json])[];

/** A form on the page, as its fields see it. */
export interface RunningForm {
  /** Sends the form; once only. */
  readonly send: () => void;
  /** Runs what a press began, and shows what it throws. */
  readonly run: (work: Promise<void>) => void;
  /** Nothing else in the form can be answered. */
  readonly isAlone: boolean;
  /** Aborted when the form was sent, or has left the page. */
  readonly left: AbortSignal;
}
