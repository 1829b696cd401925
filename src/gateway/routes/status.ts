/** What became of one route file. */
export interface RouteStatus {
  /** Relative to the gateway's directory. */
  readonly file: string;
  /** `kept-last-good`: the file is wrong now, and its last version that was right still serves. */
  readonly state: "loaded" | "kept-last-good" | "rejected";
  /** Name of the version that serves; null for a rejected one. */
  readonly route: string | null;
  /** File, JSON pointer and cause; null for a loaded one. */
  readonly reason: string | null;
}

/** A Router that can be asked and told. */
export interface ReloadableRoutes {
  /** Absolute: two Routers of one line of ancestors never share it. */
  readonly directory: string;
  status(): readonly RouteStatus[];
  lint(): readonly string[];
  /**
   * Looks at every file anew, whatever its times say, and tries again what was wrong. Resolves when what is right
   * serves. Never rejects for a wrong file.
   */
  reload(): Promise<void>;
}

/** The Routers of a gateway, those inside routes too. */
export interface Routers {
  readonly all: ReadonlySet<ReloadableRoutes>;
  add(routes: ReloadableRoutes): void;
  remove(routes: ReloadableRoutes): void;
}

export function createRouters(): Routers {
  const all = new Set<ReloadableRoutes>();
  return {
    all,
    add: (routes) => {
      all.add(routes);
    },
    remove: (routes) => {
      all.delete(routes);
    },
  };
}

/** What became of every route file, in the order of their names. */
export function statusOf({ all }: Routers): readonly RouteStatus[] {
  const found = [...all].flatMap((routes) => routes.status());
  return found.sort((one, other) => (one.file < other.file ? -1 : 1));
}
