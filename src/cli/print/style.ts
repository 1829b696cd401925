/** How a text stands out on a terminal. Without colours each of these gives the text back as it is. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly dim: Paint;
  readonly strong: Paint;
}

export type Paint = (text: string) => string;

/** The part of a stream that says what stands at its end. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const codes = { strong: [1, 22], dim: [2, 22], bad: [31, 39], good: [32, 39], warn: [33, 39] } as const;

export const plainly: Paint = (text) => text;

export const plainStyle: Style = { good: plainly, bad: plainly, warn: plainly, dim: plainly, strong: plainly };

const colourfulStyle: Style = {
  good: paint(codes.good),
  bad: paint(codes.bad),
  warn: paint(codes.warn),
  dim: paint(codes.dim),
  strong: paint(codes.strong),
};

/** Colours only for a person at a terminal who did not ask for none (no-color.org). */
export function styleFor(output: Output, environment: NodeJS.ProcessEnv): Style {
  const isWanted = output.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
  return isWanted ? colourfulStyle : plainStyle;
}

/** ECMA-48 "select graphic rendition". */
function paint([on, off]: readonly [number, number]): Paint {
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}
