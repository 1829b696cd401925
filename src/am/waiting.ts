import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { SallyportError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Sealer } from "../core/sealing.ts";
import type { Execution, SuspendedResult } from "../journey/index.ts";
import type { ExecutionStore } from "../store/index.ts";
import type { AuthIds } from "./auth-id.ts";
import { amErrors } from "./errors.ts";

/** Journeys that wait for their next step: sealed in the store, named by an authId that is good for one step. */

/** What the start of a journey settled for all its steps. */
export interface StartFacts {
  /** Whether the client named the journey, or took the realm's default. */
  readonly named: boolean;
  readonly noSession: boolean;
  /** The least auth level that a success must reach, or null. */
  readonly level: number | null;
  /** Handle of the session that a success replaces, or null. */
  readonly upgrades: string | null;
  /** Addresses that passed the `goto` check, or null. */
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
}

/** A step that was handed out and has not been answered. */
export interface WaitingStep {
  readonly id: string;
  readonly execution: Execution;
  readonly start: StartFacts;
  readonly stepHash: Buffer;
}

export interface WaitingSteps {
  /**
   * Keeps an execution and returns the authId of its next step. Earlier steps of `id` are void from then on.
   *
   * @param id of the execution when it has waited before
   * @throws {store.executions-full}, {store.too-large}
   */
  keep(execution: Execution, start: StartFacts, id?: string): string;
  /**
   * The step that an authId names. It stays unanswered: a mistake in the answers costs the client nothing.
   *
   * @throws {am.authid-malformed}, {am.authid-signature}, {am.authid-realm}
   * @throws {am.step-expired} also when the step was answered already, and when it never existed
   */
  open(authId: string, realm: string): WaitingStep;
  /** Spends the step: it succeeds once, whoever asks. @throws {am.step-expired} */
  spend(step: WaitingStep): void;
  /**
   * Keeps a suspended execution under its link. The authId that it returns can be shown and not be answered: only the
   * link resumes the journey.
   *
   * @throws {store.executions-full}, {store.too-large}
   */
  suspend(result: Pick<SuspendedResult, "execution" | "suspendedId">, start: StartFacts): string;
  /** Drops a suspended execution whose link could not be delivered. */
  dropSuspended(suspendedId: string): void;
  /** What a link leads to. It stays unspent. @throws {am.suspended-unknown} also when it was used, or has expired */
  openSuspended(suspendedId: string, realm: string): WaitingStep;
  /** Spends the link: it succeeds once, whoever asks. @throws {am.suspended-unknown} */
  spendSuspended(step: WaitingStep): void;
}

export interface WaitingStepsOptions {
  readonly store: ExecutionStore;
  readonly authIds: AuthIds;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

interface Kept {
  readonly version: 2;
  readonly execution: Execution;
  readonly start: StartFacts;
}

const version = 2;

/** Bytes of a journey's name that stands in an authId, so that one stays below 1 KB. */
const longestName = 256;

const suspendedIdForm = /^[\w-]{43,128}$/;

export function createWaitingSteps({ store, authIds, sealer, clock, random }: WaitingStepsOptions): WaitingSteps {
  return {
    keep(execution, start, id = random.uuid()) {
      const oneTimeKey = newOneTimeKey();
      put(id, oneTimeKey, execution, start);
      return authIdOf(execution, start, id, oneTimeKey);
    },
    open(authId, realm) {
      const claims = authIds.read(authId);
      if (claims.realm !== realm) throw amErrors.error("am.authid-realm");
      if (claims.exp * 1000 <= clock.now()) throw gone("the authId has expired");
      return openKept(claims.sessionId, claims.otk);
    },
    spend({ id, stepHash }) {
      if (!store.take(id, stepHash)) throw gone("another request answered the step first");
    },
    suspend({ execution, suspendedId }, start) {
      put(suspendedKey(suspendedId), suspendedId, execution, start);
      return authIdOf(execution, start, random.uuid(), newOneTimeKey());
    },
    dropSuspended(suspendedId) {
      store.take(suspendedKey(suspendedId), sha256(suspendedId));
    },
    openSuspended(suspendedId, realm) {
      if (!suspendedIdForm.test(suspendedId)) throw unknownLink("malformed");
      const step = asUnknownLink(() => openKept(suspendedKey(suspendedId), suspendedId));
      if (step.execution.realm !== realm) throw unknownLink("of another realm");
      return step;
    },
    spendSuspended({ id, stepHash }) {
      if (!store.take(id, stepHash)) throw unknownLink("another request followed the link first");
    },
  };

  function newOneTimeKey(): string {
    return random.bytes(20).toString("base64url");
  }

  function put(id: string, key: string, execution: Execution, start: StartFacts): void {
    const kept: Kept = { version, execution, start };
    const sealed = sealer.seal(Buffer.from(JSON.stringify(kept)), id);
    store.put({ id, stepHash: sha256(key), expiresAt: execution.expiresAt, sealed });
  }

  function authIdOf({ realm, journey, expiresAt }: Execution, { named }: StartFacts, id: string, otk: string): string {
    const [iat, exp] = [Math.floor(clock.now() / 1000), Math.floor(expiresAt / 1000)];
    const claims = { otk, realm, sessionId: id, iat, exp };
    if (!named || Buffer.byteLength(journey) > longestName) return authIds.sign(claims);
    return authIds.sign({ authIndexType: "service", authIndexValue: journey, ...claims });
  }

  function openKept(id: string, key: string): WaitingStep {
    const waiting = store.read(id);
    if (waiting === null) throw gone("the execution has ended, or its last step is being answered");
    const stepHash = sha256(key);
    if (!waiting.stepHash.equals(stepHash)) throw gone("the step was answered before");
    const kept: unknown = JSON.parse(unseal(waiting.sealed, id).toString("utf8"));
    if (!isKept(kept)) throw gone("the execution was kept by another version");
    return { id, execution: kept.execution, start: kept.start, stepHash };
  }

  /** After a change of keys the client starts anew, as after any other end of its journey. */
  function unseal(sealed: Buffer, id: string): Buffer {
    try {
      return sealer.open(sealed, id);
    } catch (cause) {
      if (!(cause instanceof SallyportError)) throw cause;
      throw amErrors.error("am.step-expired", { detail: "the execution was sealed with another key", cause });
    }
  }
}

/** The store must not hold what a link holds, so not even its key is the link's id. */
function suspendedKey(suspendedId: string): string {
  return `suspended:${sha256(`key of ${suspendedId}`).toString("base64url")}`;
}

function asUnknownLink<Value>(open: () => Value): Value {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof SallyportError && cause.code === "am.step-expired")
      throw unknownLink("unknown or used", cause);
    throw cause;
  }
}

/** What opens with our key was sealed by us; only the version can differ. */
function isKept(value: unknown): value is Kept {
  return isJsonObject(value) && value.version === version;
}

function unknownLink(detail: string, cause?: unknown): Error {
  return amErrors.error("am.suspended-unknown", { detail, cause });
}

function gone(detail: string): Error {
  return amErrors.error("am.step-expired", { detail });
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
