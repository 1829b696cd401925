import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Exposition } from "../core/metrics.ts";
import type { Random } from "../core/random.ts";
import type { Rate } from "../core/rate-limit.ts";
import type { Secret } from "../core/secret.ts";
import type { Engine, TraceSink } from "../journey/index.ts";
import type { Store } from "../store/index.ts";
import type { Users } from "../users/index.ts";
import type { AdministrationRules } from "./administrator.ts";
import type { ConfigurationOptions } from "./configuration/port.ts";
import type { CredentialHeaders } from "./credentials.ts";
import type { Trust } from "./intake.ts";
import type { Realm } from "./settings.ts";

/** All that the server needs of the world. */
export interface AmOptions {
  readonly realms: readonly Realm[];
  readonly engine: Engine;
  /** The journeys of a realm by its path; asked at every start, so that a reload takes effect. */
  readonly journeys: (realmPath: string) => JourneyDirectory | undefined;
  readonly store: Pick<Store, "executions" | "sessions" | "together">;
  readonly users: Pick<Users, "find">;
  readonly keys: AmKeys;
  /** Where it is told that a journey succeeded and nobody was let in. */
  readonly trace?: TraceSink;
  readonly trust: Trust;
  /** Default: the root realm, and any auth level. */
  readonly administration?: AdministrationRules;
  /** The configuration API; without it there is none. */
  readonly configuration?: ConfigurationOptions;
  /** What administrators may read of it; without it they cannot. */
  readonly metrics?: MetricsOptions;
  /** Lower-case names of headers with credentials, besides the well-known ones: those of all ZeroPageLoginNodes. */
  readonly credentialHeaders?: CredentialHeaders;
  /** Origin of the listener itself, for clients that come directly. */
  readonly ownOrigin: () => string;
  /** Folder of the built login page: `index.html` and `assets/`. */
  readonly webRoot: string;
  readonly limits?: AmLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface MetricsOptions {
  exposition(): Promise<Exposition>;
  /** Whether the port that a request came to is the administration listener; default: every port of the server. */
  readonly isAdministrationPort?: (port: number) => boolean;
}

export interface AmKeys {
  /** Signs authIds (HS256): 256 bits or more, base64url. */
  readonly authId: Secret;
  /** Encrypts waiting executions: 256 bits, base64url. */
  readonly sealing: Secret;
}

export interface AmLimits {
  /** Journeys that one client address may start; default 300 in 60 s. */
  readonly starts?: Rate;
  /** Bytes of a request body; default 64 KiB. */
  readonly bodyBytes?: number;
  /** Open connections; default 10 000. */
  readonly connections?: number;
  /** Milliseconds that a request may take to arrive; default 15 s. */
  readonly requestMs?: number;
  /** Milliseconds that a step of a journey may take; default 60 s. */
  readonly handlerMs?: number;
}

/** What the server asks of a realm's journeys; the `JourneySet` of the journey room is one. */
export interface JourneyDirectory {
  find(name: string): JourneyFacts | undefined;
}

export interface JourneyFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly innerTreeOnly: boolean;
  /** It runs although a valid session exists. */
  readonly mustRun: boolean;
}
