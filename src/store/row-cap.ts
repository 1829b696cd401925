/**
 * Holds a table below `cap` rows without counting them at every insert: it counts once, and again after that many inserts.
 * Rows that another process inserts meanwhile are seen at the next count.
 */
export function createRowCap(options: { cap: number; count: () => number; purge: () => unknown }): () => boolean {
  let room = 0;
  return () => {
    if (room === 0) {
      options.purge();
      room = Math.max(0, options.cap - options.count());
    }
    if (room === 0) return false;
    room -= 1;
    return true;
  };
}
