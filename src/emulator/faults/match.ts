import type { FaultRule, FaultyService } from "./fault.ts";

/** What a rule looks at. */
export interface FaultTarget {
  readonly service: FaultyService;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

export function fits({ match }: FaultRule, target: FaultTarget): boolean {
  if (match.service !== undefined && match.service !== target.service) return false;
  if (match.method !== undefined && match.method !== target.method) return false;
  return match.path === undefined || pathFits(match.path.toLowerCase(), target.path.toLowerCase());
}

/** Segment by segment rather than by a regular expression, which a person's pattern could make slow. */
function pathFits(pattern: string, path: string): boolean {
  if (!pattern.includes("*")) return path.startsWith(pattern);
  const wanted = pattern.split("/");
  const given = path.split("/");
  const open = wanted.at(-1) === "**";
  if (open) wanted.pop();
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => segment === "*" || segment === given[index]);
}
