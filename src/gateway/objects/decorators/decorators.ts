import { z } from "zod";
import { SallyportError } from "../../../core/errors.ts";
import { compileRegex } from "../../el/regex.ts";
import { baseUriDecorator } from "../../heap/decorators/base-uri.ts";
import { captureDecorator } from "../../heap/decorators/capture.ts";
import { defaultMask, defaultMaxEntityLength } from "../../heap/decorators/defaults.ts";
import { createMasks } from "../../heap/decorators/masks.ts";
import { timerDecorator } from "../../heap/decorators/timer.ts";
import { tracingDecorator } from "../../heap/decorators/tracing.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { flag, integer } from "../../heap/schemas.ts";

/** Decorators that a file declares under a name of its own; decorations of that name then mean these. */

const mostCaptured = 16 * 1024 * 1024;
const patterns = z.array(z.string().min(1).max(1_000)).max(100).default([]);

export const captureDecoratorType = objectType({
  type: "CaptureDecorator",
  config: z.object({
    captureEntity: flag.default(false),
    captureContext: flag.default(false),
    maxEntityLength: integer(1, mostCaptured).default(defaultMaxEntityLength),
    masks: z
      .object({ headers: patterns, trailers: patterns, attributes: patterns, mask: z.string().default(defaultMask) })
      .default({ headers: [], trailers: [], attributes: [], mask: defaultMask }),
  }),
  build: ({ masks, ...options }, context) => {
    const headers = masks.headers.map((pattern, index) => matcher(pattern, context, "headers", index));
    const attributes = masks.attributes.map((pattern, index) => matcher(pattern, context, "attributes", index));
    const decorator = captureDecorator({ ...options, masks: createMasks({ mask: masks.mask, headers, attributes }) });
    return { kind: "decorator", decorator };
  },
});

export const baseUriDecoratorType = objectType({
  type: "BaseUriDecorator",
  config: z.object({}),
  build: () => ({ kind: "decorator", decorator: baseUriDecorator }),
});

export const timerDecoratorType = objectType({
  type: "TimerDecorator",
  config: z.object({ timeUnit: z.string().optional() }),
  build: () => ({ kind: "decorator", decorator: timerDecorator }),
});

export const tracingDecoratorType = objectType({
  type: "TracingDecorator",
  config: z.object({}),
  build: () => ({ kind: "decorator", decorator: tracingDecorator }),
});

/** Names are compared without regard to case. A name that costs the pattern too much is masked. */
function matcher(pattern: string, context: BuildContext, list: string, index: number): (name: string) => boolean {
  const regex = compiled(pattern, context, list, index);
  return (name) => {
    try {
      return regex.matches(name);
    } catch (problem) {
      if (problem instanceof SallyportError) return true;
      throw problem;
    }
  };
}

function compiled(pattern: string, context: BuildContext, list: string, index: number) {
  try {
    return compileRegex(`(?i)${pattern}`);
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    throw context.problem(problem.message, "masks", list, index);
  }
}
