import { LRUCache } from "lru-cache";
import type { Verdict } from "../verdict.ts";
import { hasPendingWipe } from "./pending-wipe.ts";

/** The last good reading of each question, in bounded memory, and what makes it void. */
export interface ReadingStore {
  /** Numbers a reading at its beginning: answers may arrive in another order than they were asked for. */
  begin(): number;
  /** Takes a reading in; one that is not compliant, or of a device being wiped, voids what was read of that device before. */
  put(place: ReadingPlace, reading: NewReading): void;
  /** Voids a question's reading: Intune no longer knows the device. */
  erase(place: ReadingPlace, order: number): void;
  /** Voids whatever was read of a device before. `deviceId` is Intune's. */
  eraseDevice(service: string, deviceId: string, order: number): void;
  get(key: string): NewReading | undefined;
}

/** Where a reading belongs: its question, and the tenant in which the device's id counts. */
export interface ReadingPlace {
  readonly key: string;
  readonly service: string;
}

export interface NewReading {
  readonly verdict: Verdict;
  readonly order: number;
  /** Until when it may answer, and until when it may stand in; monotonic, for setting the time must make no reading younger. */
  readonly freshUntil: number;
  readonly usableUntil: number;
  readonly readAt: number;
}

interface StoredReading extends NewReading {
  readonly device: string;
}

const mostReadings = 10_000;
const mostBytes = 64 * 1024 * 1024;

export function createReadingStore(): ReadingStore {
  let begun = 0;
  /** Question keys by device, so that one device read by two kinds of id is one device. */
  const questions = new Map<string, Set<string>>();
  const readings = new LRUCache<string, StoredReading>({
    max: mostReadings,
    maxSize: mostBytes,
    sizeCalculation: ({ verdict }) => JSON.stringify(verdict.device).length,
    dispose: ({ device }, key) => {
      const keys = questions.get(device);
      keys?.delete(key);
      if (keys?.size === 0) questions.delete(device);
    },
  });
  /** The order of the newest reading that voided a device or a question, for answers that overtake each other. */
  const voided = new LRUCache<string, number>({ max: mostReadings });

  const isVoid = (order: number, ...names: readonly string[]): boolean =>
    names.some((name) => (voided.get(name) ?? 0) > order);
  const voidBefore = (name: string, order: number): void => {
    voided.set(name, Math.max(order, voided.get(name) ?? 0));
  };
  const dropOlder = (key: string, order: number): void => {
    const reading = readings.peek(key);
    if (reading !== undefined && reading.order < order) readings.delete(key);
  };
  const eraseDevice = (device: string, order: number): void => {
    voidBefore(device, order);
    for (const key of [...(questions.get(device) ?? [])]) dropOlder(key, order);
  };

  return {
    begin: () => {
      begun += 1;
      return begun;
    },
    put({ key, service }, reading) {
      const { verdict, order, freshUntil, usableUntil, readAt } = reading;
      const device = deviceName(service, verdict.deviceId);
      const isGood = verdict.complianceState === "compliant" && !hasPendingWipe(verdict.device);
      if (!isGood) eraseDevice(device, order);
      const older = readings.peek(key);
      if (isVoid(order, device, questionName(key)) || (older !== undefined && older.order > order)) return;
      readings.set(key, { verdict, order, freshUntil, usableUntil, readAt, device });
      if (readings.has(key)) questions.set(device, (questions.get(device) ?? new Set()).add(key));
    },
    erase({ key }, order) {
      voidBefore(questionName(key), order);
      const device = readings.peek(key)?.device;
      if (device !== undefined) eraseDevice(device, order);
    },
    eraseDevice: (service, deviceId, order) => eraseDevice(deviceName(service, deviceId), order),
    get: (key) => readings.get(key),
  };
}

function deviceName(service: string, deviceId: string): string {
  return `device ${service} ${deviceId.toLowerCase()}`;
}

function questionName(key: string): string {
  return `question ${key}`;
}
