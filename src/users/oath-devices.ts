import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import type { StoredOathDevice, UserStore } from "../store/index.ts";
import type { CodeAttempts } from "./code-attempts.ts";
import { forUser, insist, isDeviceName, mostDevices } from "./devices.ts";
import { usersErrors } from "./errors.ts";
import { isUsername } from "./names.ts";
import { matchingCounter, matchingStep } from "./oath-code.ts";
import { isOathSecret, normalizeBase32 } from "./oath-secret.ts";
import type { CodeRefusal, CodeResult, CodeWindow, OathDevice, OathDevices } from "./second-factors.ts";

export interface FactorOptions {
  readonly store: UserStore;
  readonly codes: CodeAttempts;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Counters ahead for which one code will do. */
const near = 10;
const resyncMs = 5 * 60_000;

export function oathDevicesOf(
  { store, codes, clock, random, log }: FactorOptions,
  realm: string,
  username: string,
): OathDevices {
  const stored = (kind?: OathDevice["kind"]): readonly StoredOathDevice[] => {
    const devices = isUsername(username) ? store.oath.list(realm, username) : [];
    return kind === undefined ? devices : devices.filter((device) => device.kind === kind);
  };

  /** Asks each device; the first that accepts, or the refusal that says most. */
  const firstOf = (
    devices: readonly StoredOathDevice[],
    check: (device: StoredOathDevice) => CodeRefusal | null,
  ): CodeResult => {
    let refusal: CodeRefusal = devices.length === 0 ? "not-registered" : "wrong-code";
    for (const device of devices) {
      const answer = check(device);
      if (answer === null) return { ok: true };
      if (answer !== "wrong-code") refusal = answer;
    }
    return { ok: false, reason: refusal };
  };
  const checkTotp = (device: StoredOathDevice, code: string, window: CodeWindow): CodeRefusal | null => {
    const { period, algorithm } = device;
    if (period !== window.period || algorithm !== window.hash) {
      log.warn(
        { realm, period, algorithm, node: window },
        "a one-time-code device differs from what the node is set to",
      );
    }
    const step = matchingStep(device, code, window.steps, clock.now());
    if (step === null) return "wrong-code";
    return store.oath.acceptStep(realm, username, device.id, step) ? null : "code-used";
  };

  const checkHotp = (device: StoredOathDevice, code: string, window: number): CodeRefusal | null => {
    const counter = matchingCounter(device, code, window);
    if (counter === null) return "wrong-code";
    const { resync, lastStep, id } = device;
    const isNext = resync !== null && resync.until > clock.now() && counter === resync.step + 1;
    if (counter > lastStep + near && !isNext) {
      store.oath.setResync(realm, username, id, { step: counter, until: clock.now() + resyncMs });
      return "resynchronise";
    }
    return store.oath.acceptStep(realm, username, id, counter) ? null : "code-used";
  };

  return {
    list: () => stored().map(withoutSecret),
    register({ name, kind, secret, algorithm, digits, period, lastStep = -1 }) {
      const base32 = normalizeBase32(secret.reveal());
      insist(isOathSecret(base32), "the secret is not base32 of 128 bits or more");
      insist(isDeviceName(name), "the name is not 1 to 128 characters of one line");
      insist(Number.isInteger(period) && period >= 5 && period <= 300, "the period is not 5 to 300 seconds");
      insist(Number.isInteger(lastStep) && lastStep >= -1, "the last step is not a count");
      const id = random.uuid();
      const device: StoredOathDevice = {
        ...{ id, name, kind, algorithm, digits, period },
        secret: new Secret(base32),
        ...{ lastStep, resync: null, createdAt: clock.now(), lastUsedAt: null },
      };
      const isKept = forUser(() => store.oath.put(realm, username, device, mostDevices.oath));
      if (!isKept) throw usersErrors.error("users.too-many-devices");
      return id;
    },
    remove: (id) => store.oath.remove(realm, username, id),
    verifyTotp: (code, window, { clientIp }) =>
      codes.judge(realm, username, clientIp, () =>
        firstOf(stored("TOTP"), (device) => checkTotp(device, code, window)),
      ),
    verifyHotp: (code, window, { clientIp }) =>
      codes.judge(realm, username, clientIp, () =>
        firstOf(stored("HOTP"), (device) => checkHotp(device, code, window)),
      ),
  };
}

function withoutSecret({
  id,
  name,
  kind,
  algorithm,
  digits,
  period,
  createdAt,
  lastUsedAt,
}: StoredOathDevice): OathDevice {
  return { id, name, kind, algorithm, digits, period, createdAt, lastUsedAt };
}
