import type { Logger } from "../../core/log.ts";
import { scriptLimits } from "./limits.ts";

/** The `logger` of one run. */
export type ScriptLog = (level: LogLevel, message: string) => void;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";
export const logLevels: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error"];

/** A run writes a limited number of lines, each of limited length: a request must not be able to fill a disk. */
export function scriptLog(log: Logger, script: string): ScriptLog {
  let lines = 0;
  return (level, message) => {
    lines += 1;
    if (lines > scriptLimits.logLines) return;
    log[level === "trace" ? "debug" : level]({ script }, message.slice(0, scriptLimits.logCharacters));
  };
}

/** A message with its `{}` filled in, as slf4j does; values that are left over are dropped. */
export function filled(message: string, values: readonly string[]): string {
  let next = 0;
  return message.replaceAll("{}", (hole) => values[next++] ?? hole);
}
