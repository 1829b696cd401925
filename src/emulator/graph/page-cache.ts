import { LRUCache } from "lru-cache";

/** Keeps pages as they went out, so that a large fleet is made and written once and not for every reader. */
export interface PageCache {
  /** The page for `key`, made unless it is kept. A page of another `revision` of the fleet is never given. */
  page(key: string, revision: number, make: () => object): Buffer;
}

/** 100,000 devices are about 190 MB of JSON. */
const mostBytes = 256 * 1024 * 1024;

export function createPageCache(): PageCache {
  const pages = new LRUCache<string, Buffer>({ maxSize: mostBytes, sizeCalculation: (page) => page.length });
  let current = 0;
  return {
    page(key, revision, make) {
      if (revision !== current) pages.clear();
      current = revision;
      const kept = pages.get(key);
      if (kept !== undefined) return kept;
      const made = Buffer.from(JSON.stringify(make()));
      pages.set(key, made);
      return made;
    },
  };
}
