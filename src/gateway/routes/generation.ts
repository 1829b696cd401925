import { createLifetime } from "../config/lifetime.ts";
import { describePlace } from "../config/place.ts";
import type { Services } from "../heap/model.ts";
import { createUpstreamPools, type UpstreamPools } from "../upstream/pools.ts";

/** What the objects of one version of a file hold: connections, timers, caches, and the remarks on it. */
export interface Generation {
  readonly services: Services;
  readonly lint: readonly string[];
  /** Absolute names of files that it was made from besides its own. */
  readonly files: ReadonlySet<string>;
  /** Ends what it holds; answers that are on their way arrive. */
  retire(): Promise<void>;
  /** Ends what it holds at once. */
  close(): Promise<void>;
}

/** What all generations of a gateway share. */
export type SharedServices = Omit<Services, "onClose" | "dependsOn" | "openPools" | "lint">;

export function createGeneration(shared: SharedServices): Generation {
  const lifetime = createLifetime(shared.log);
  const pools = new Set<UpstreamPools>();
  const lint: string[] = [];
  const files = new Set<string>();
  const end = async (how: (opened: UpstreamPools) => Promise<void>): Promise<void> => {
    await lifetime.close();
    await Promise.all([...pools].map(how));
    pools.clear();
  };
  return {
    services: {
      ...shared,
      onClose: lifetime.onClose,
      dependsOn: (file) => {
        files.add(file);
      },
      openPools: (options) => {
        const opened = createUpstreamPools(options);
        pools.add(opened);
        return opened;
      },
      lint: (place, remark) => {
        lint.push(`${describePlace(place)}: ${remark}`);
      },
    },
    lint,
    files,
    retire: () => end((opened) => opened.drain()),
    close: () => end((opened) => opened.close()),
  };
}
