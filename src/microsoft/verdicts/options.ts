/** Which id of a device a caller holds. `either` asks as Intune's first and, when that is unknown, as Entra's. */
export type DeviceIdKind = "intune" | "entra" | "either";

/** How one verdict is to be reached. */
export interface VerdictOptions {
  /** Default `intune`, as the documented node has it. */
  readonly idKind?: DeviceIdKind;
  /** What to do when several records share an Entra id: the failure `ambiguous-device` (default), or the newest sync. */
  readonly severalMatches?: "refuse" | "newest-sync";
  /** Ask Microsoft now, whatever is cached; implies `refuseStale`. */
  readonly live?: boolean;
  /** Take no `stale` verdict, even where the client allows them. */
  readonly refuseStale?: boolean;
}

/** How long a reading may be reused, in milliseconds. Off unless given to the client. */
export interface VerdictCacheOptions {
  /** For a `compliant` reading; at most an hour. */
  readonly compliant: number;
  /** For every other state; default a sixth of `compliant`, never longer than it. */
  readonly otherwise?: number;
  /** For single states by their name on the wire, never longer than `compliant`. */
  readonly states?: Readonly<Record<string, number>>;
}
