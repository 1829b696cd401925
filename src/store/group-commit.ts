import { SallyportError } from "../core/errors.ts";
import type { Connection } from "./connection.ts";

/**
 * Runs `work` with what others ask for in the same turn of the event loop, in one transaction: a commit costs more than what
 * a login writes. Resolves when it is on record, and no sooner. The work must be synchronous and touch nothing but the
 * store: when one of a group throws, all of it is taken back, and each runs once more by itself.
 */
export type GroupCommit = <Result>(work: () => Result) => Promise<Result>;

/** The longest that one transaction may keep others waiting, in works. */
const mostTogether = 64;

interface Member {
  /** Does the work, and returns what tells its result; for after the commit. */
  run(): () => void;
  fail(cause: unknown): void;
}

export function createGroupCommit(connection: Connection): GroupCommit {
  const waiting: Member[] = [];
  const commit = (members: readonly Member[]): void => {
    try {
      const tell = connection.transaction(() => members.map((member) => member.run()));
      for (const result of tell) result();
    } catch (cause) {
      // Whoever holds the lock would keep each of them waiting anew.
      if (members.length === 1 || isBusy(cause)) for (const member of members) member.fail(cause);
      else for (const member of members) commit([member]);
    }
  };
  const onTurnEnd = (): void => {
    commit(waiting.splice(0, mostTogether));
    if (waiting.length > 0) setImmediate(onTurnEnd);
  };
  return (work) =>
    new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => resolve(result);
      };
      if (waiting.push({ run, fail: reject }) === 1) setImmediate(onTurnEnd);
    });
}

function isBusy(cause: unknown): boolean {
  return cause instanceof SallyportError && cause.code === "store.busy";
}
