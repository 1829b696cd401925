import { type HostType, hostClass } from "../host-class.ts";
import { numberOf, toWhole } from "../runtime/numbers.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import { textArgument } from "./language.ts";

/** Times come from the clock of the run; java.time.Instant, java.util.Date and java.time.Duration in milliseconds. */

function long(value: GroovyValue): number {
  const number = numberOf(value);
  if (number === undefined) throw groovyError("IllegalArgumentException", "a number is expected");
  return Number(toWhole(number));
}

function instantText(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

function checked(milliseconds: number): number {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15)
    throw groovyError("java.time.DateTimeException", "the time is out of range");
  return milliseconds;
}

export const durationClass: HostType<number> = hostClass<number>({
  name: "java.time.Duration",
  methods: {
    toMillis: (duration) => BigInt(duration),
    getSeconds: (duration) => BigInt(Math.trunc(duration / 1_000)),
    toMinutes: (duration) => BigInt(Math.trunc(duration / 60_000)),
  },
  statics: {
    methods: {
      ofMillis: ([value = null]) => durationClass.wrap(long(value)),
      ofSeconds: ([value = null]) => durationClass.wrap(long(value) * 1_000),
      ofMinutes: ([value = null]) => durationClass.wrap(long(value) * 60_000),
      ofHours: ([value = null]) => durationClass.wrap(long(value) * 3_600_000),
      ofDays: ([value = null]) => durationClass.wrap(long(value) * 86_400_000),
      between: ([from = null, to = null]) =>
        durationClass.wrap((instantClass.unwrap(to) ?? 0) - (instantClass.unwrap(from) ?? 0)),
    },
  },
  key: String,
  compare: (left, right) => left - right,
});

export const instantClass: HostType<number> = hostClass<number>({
  name: "java.time.Instant",
  methods: {
    toEpochMilli: (at) => BigInt(at),
    getEpochSecond: (at) => BigInt(Math.floor(at / 1_000)),
    plusSeconds: (at, [count = null]) => instantClass.wrap(checked(at + long(count) * 1_000)),
    minusSeconds: (at, [count = null]) => instantClass.wrap(checked(at - long(count) * 1_000)),
    plusMillis: (at, [count = null]) => instantClass.wrap(checked(at + long(count))),
    plus: (at, [duration = null]) => instantClass.wrap(checked(at + (durationClass.unwrap(duration) ?? 0))),
    minus: (at, [duration = null]) => instantClass.wrap(checked(at - (durationClass.unwrap(duration) ?? 0))),
    isBefore: (at, [other = null]) => at < (instantClass.unwrap(other) ?? Number.NaN),
    isAfter: (at, [other = null]) => at > (instantClass.unwrap(other) ?? Number.NaN),
  },
  statics: {
    methods: {
      now: (_args, call) => instantClass.wrap(call.clock.now()),
      ofEpochMilli: ([value = null]) => instantClass.wrap(checked(long(value))),
      ofEpochSecond: ([value = null]) => instantClass.wrap(checked(long(value) * 1_000)),
      parse: (args, call) => {
        const text = textArgument(args, 0, call);
        const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
        if (Number.isNaN(at))
          throw groovyError(
            "java.time.format.DateTimeParseException",
            `Text '${text.slice(0, 80)}' could not be parsed`,
          );
        return instantClass.wrap(at);
      },
    },
  },
  text: instantText,
  key: String,
  compare: (left, right) => left - right,
});

export const dateClass: HostType<number> = hostClass<number>({
  name: "java.util.Date",
  properties: { time: { get: (at) => BigInt(at) } },
  methods: {
    toInstant: (at) => instantClass.wrap(at),
    before: (at, [other = null]) => at < (dateClass.unwrap(other) ?? Number.NaN),
    after: (at, [other = null]) => at > (dateClass.unwrap(other) ?? Number.NaN),
  },
  text: (at) => new Date(at).toUTCString(),
  key: String,
  compare: (left, right) => left - right,
  statics: { methods: { from: ([instant = null]) => dateClass.wrap(instantClass.unwrap(instant) ?? 0) } },
  construct: ([at], call) => dateClass.wrap(at === undefined ? call.clock.now() : checked(long(at))),
});
