import { baseUriDecorator } from "./base-uri.ts";
import { captureDecorator } from "./capture.ts";
import type { Decorator } from "./decorator.ts";
import { createMasks } from "./masks.ts";
import { timerDecorator } from "./timer.ts";
import { tracingDecorator } from "./tracing.ts";

export const defaultMask = "*****";
export const defaultMaxEntityLength = 524_288;

/** Decorators that every file may name without declaring them. */
export const defaultDecorators: ReadonlyMap<string, Decorator> = new Map<string, Decorator>([
  ["baseURI", baseUriDecorator],
  [
    "capture",
    captureDecorator({
      captureEntity: false,
      captureContext: false,
      maxEntityLength: defaultMaxEntityLength,
      masks: createMasks({ mask: defaultMask, headers: [], attributes: [] }),
    }),
  ],
  ["timer", timerDecorator],
  ["tracing", tracingDecorator],
]);

/** Types whose objects are decorators: a heap looks for a decoration's name among these only. */
export const decoratorTypes: ReadonlySet<string> = new Set([
  "BaseUriDecorator",
  "CaptureDecorator",
  "TimerDecorator",
  "TracingDecorator",
]);
