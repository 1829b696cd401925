/** How often each node let the user try again: entries `<node id>=<count>` of one attribute, as PingAM keeps them. */
export const retryCountAttribute = "retryLimitNodeCount";

export function attemptsIn(entries: readonly string[] | undefined, node: string): number {
  const entry = entries?.find((candidate) => candidate.startsWith(`${node}=`));
  const count = Number(entry?.slice(node.length + 1));
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** The entries with this count for `node`; without one, when it is zero. */
export function withAttempts(entries: readonly string[] | undefined, node: string, attempts: number): string[] {
  const others = (entries ?? []).filter((entry) => !entry.startsWith(`${node}=`));
  return attempts === 0 ? others : [...others, `${node}=${attempts}`];
}
