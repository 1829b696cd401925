import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { SallyportError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Sealer } from "../core/sealing.ts";
import type { Execution } from "../journey/index.ts";
import type { ExecutionStore } from "../store/index.ts";
import type { AuthIdClaims, AuthIds } from "./auth-id.ts";
import { amErrors } from "./errors.ts";

/** Journeys that wait for their next step: sealed in the store, named by an authId that is good for one step. */

/** What the start of a journey settled for all its steps. */
export interface StartFacts {
  /** Whether the client named the journey, or took the realm's default. */
  readonly named: boolean;
  readonly noSession: boolean;
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
}

export interface WaitingStepsOptions {
  readonly store: ExecutionStore;
  readonly authIds: AuthIds;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

interface Kept {
  readonly version: 1;
  readonly execution: Execution;
  readonly start: StartFacts;
}

const version = 1;

export function createWaitingSteps({ store, authIds, sealer, clock, random }: WaitingStepsOptions): WaitingSteps {
  return {
    keep(execution, start, id = random.uuid()) {
      const oneTimeKey = random.bytes(20).toString("base64url");
      const kept: Kept = { version, execution, start };
      const sealed = sealer.seal(Buffer.from(JSON.stringify(kept)), id);
      store.put({ id, stepHash: sha256(oneTimeKey), expiresAt: execution.expiresAt, sealed });
      return authIds.sign({
        ...(start.named ? { authIndexType: "service", authIndexValue: execution.journey } : {}),
        otk: oneTimeKey,
        realm: execution.realm,
        sessionId: id,
        iat: Math.floor(clock.now() / 1000),
        exp: Math.floor(execution.expiresAt / 1000),
      });
    },
    open(authId, realm) {
      const claims = authIds.read(authId);
      if (claims.realm !== realm) throw amErrors.error("am.authid-realm");
      if (claims.exp * 1000 <= clock.now()) throw gone("the authId has expired");
      return { ...openKept(claims), id: claims.sessionId, stepHash: sha256(claims.otk) };
    },
    spend({ id, stepHash }) {
      if (!store.take(id, stepHash)) throw gone("another request answered the step first");
    },
  };

  function openKept({ sessionId, otk }: AuthIdClaims): Kept {
    const waiting = store.read(sessionId);
    if (waiting === null) throw gone("the execution has ended, or its last step is being answered");
    if (!waiting.stepHash.equals(sha256(otk))) throw gone("the step was answered before");
    const kept: unknown = JSON.parse(unseal(waiting.sealed, sessionId).toString("utf8"));
    if (!isKept(kept)) throw gone("the execution was kept by another version");
    return kept;
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

/** What opens with our key was sealed by us; only the version can differ. */
function isKept(value: unknown): value is Kept {
  return isJsonObject(value) && value.version === version;
}

function gone(detail: string): Error {
  return amErrors.error("am.step-expired", { detail });
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
