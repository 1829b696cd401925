/**
 * Guest code. What every other guest module leans on: plain copies, failures that a script cannot swallow, global
 * bindings made on first use, and the log. Intrinsics are captured before any script runs.
 */
export const values = /* js */ String.raw`function (guest) {
  const { parse, stringify } = JSON;
  const defineProperty = Object.defineProperty;
  const longestMessage = 2000;
  const mostMessages = 200;

  guest.stringify = stringify;
  guest.parse = parse;
  guest.failure = null;
  guest.isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  /** A deep copy as JSON sees the value. Throws for what JSON cannot say (cycles, BigInt). */
  guest.plain = (value) => {
    const text = stringify(value);
    return text === undefined ? null : parse(text);
  };

  const fail = (code, message) => {
    guest.failure ??= { code, message };
    throw new TypeError(message);
  };
  /**
   * Asks the worker or the host. What they refuse for good is remembered as the end of the run; any other failure is
   * thrown for the script to catch, and logged, so that it is seen even when the script hides it.
   */
  guest.call = (method, ...args) => {
    const answer = parse(guest.host(method, stringify(args)));
    if (answer.failure !== undefined) return fail(answer.failure.code, answer.failure.message);
    if (answer.error === undefined) return answer.value;
    guest.log("warn", method + ": " + answer.error, []);
    throw new Error(answer.error);
  };
  /** Remembered even when the script catches it: a script must not decide on the ground of a missing API. */
  guest.unsupported = (name) => fail("unsupported", name);
  guest.invalid = (message) => fail("invalid-result", message);

  /** Stands for an API that does not exist yet; whatever is done with it fails and names it. */
  guest.later = (name) =>
    new Proxy(function () {}, {
      get: (target, key) => guest.unsupported(typeof key === "symbol" ? name : name + "." + key),
      apply: () => guest.unsupported(name),
      construct: () => guest.unsupported(name),
    });

  /** Gives a class the properties that Rhino makes of its getters and setters: x for getX, isX and setX. */
  guest.beans = (...classes) => {
    for (const { prototype } of classes) {
      for (const method of Object.getOwnPropertyNames(prototype)) {
        const [, kind, first, rest] = /^(get|is)([A-Z])(\w*)$/.exec(method) ?? [];
        if (kind === undefined || prototype[method].length > 0) continue;
        const name = first.toLowerCase() + rest;
        if (name in prototype) continue;
        const setter = "set" + first + rest;
        defineProperty(prototype, name, {
          configurable: true,
          get() {
            return this[method]();
          },
          set(value) {
            if (typeof this[setter] === "function") this[setter](value);
          },
        });
      }
    }
  };

  const global = globalThis;
  // The engine lets one grow into memory that it has not cleared, and so into what an earlier run left there.
  delete global.SharedArrayBuffer;
  guest.define = (target, name, value) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  /** As an assignment, also where the name is __proto__. */
  guest.defineData = (target, name, value) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
  guest.bindNow = (name, value) => guest.defineData(global, name, value);
  /** Made when the script first uses it. */
  guest.bind = (name, make) =>
    defineProperty(global, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        guest.define(global, name, value);
        return value;
      },
      set: (value) => guest.define(global, name, value),
    });

  guest.text = (value) => (value === null || value === undefined ? "" : String(value));
  /** Whole minutes, as a number or as a java.time.Duration. */
  guest.minutes = (value) => {
    const minutes = typeof value?.toMinutes === "function" ? value.toMinutes() : Number(value);
    if (!Number.isInteger(minutes) || minutes < 0) throw new TypeError("Expected whole minutes, got " + value);
    return minutes;
  };
  guest.suspendMinutes = (duration) => {
    const minutes = guest.minutes(duration);
    if (minutes < 1) throw new TypeError("A journey is suspended for one minute or more");
    return minutes;
  };

  const shown = (value) => {
    if (typeof value !== "object" || value === null || value instanceof Error) return String(value);
    return stringify(value) ?? String(value);
  };
  const format = (message, values) => {
    if (values.length === 0) return shown(message);
    let next = 0;
    const filled = shown(message).replace(/\{\}/g, (hole) => (next < values.length ? shown(values[next++]) : hole));
    return [filled, ...values.slice(next).map(shown)].join(" ");
  };
  guest.log = (level, message, values) => {
    if (guest.logLeft === 0 || guest.logs.length >= mostMessages) return;
    const line = format(message, values).slice(0, Math.min(guest.logLeft, longestMessage));
    guest.logLeft -= line.length;
    guest.logs.push({ level, message: line });
  };
  guest.logger = (names) => {
    const logger = {};
    for (const [name, level] of names) {
      guest.define(logger, name, (message, ...values) => guest.log(level, message, values));
      guest.define(logger, name + "Enabled", () => true);
      guest.define(logger, "is" + name[0].toUpperCase() + name.slice(1) + "Enabled", () => true);
    }
    return logger;
  };
  guest.slf4jLevels = [["trace", "trace"], ["debug", "debug"], ["info", "info"], ["warn", "warn"], ["error", "error"]];
}`;
