/**
 * Guest code. The node state and what a script changes in it. Reading looks at transient, then secure, then shared
 * state; the changes are listed in order for the host to apply.
 */
export const state = /* js */ `function (guest) {
  const { hasOwn } = Object;
  const lookupOrder = ["transient", "secure", "shared"];
  /** Keys whose value is a map that is merged entry by entry instead of being replaced. */
  const containers = ["objectAttributes"];

  const openState = () => {
    const { sharedState, transientState, secureState } = guest.input;
    const maps = { shared: { ...sharedState }, transient: { ...transientState }, secure: { ...secureState } };
    const valueOf = (name, key) => (hasOwn(maps[name], key) ? maps[name][key] : undefined);
    const lookup = (key) => {
      for (const name of lookupOrder) if (hasOwn(maps[name], key)) return maps[name][key];
      return undefined;
    };
    const merged = (key) => {
      const value = lookup(key);
      if (!guest.isMap(value)) return value;
      const parts = ["shared", "secure", "transient"].map((name) => valueOf(name, key)).filter(guest.isMap);
      return Object.fromEntries(parts.flatMap(Object.entries));
    };
    const remove = (key) => {
      for (const name of lookupOrder) delete maps[name][key];
      guest.changes.push({ state: "all", key, change: "remove" });
    };
    const put = (name, key, value) => {
      guest.defineData(maps[name], key, value);
      guest.changes.push({ state: name, key, change: "set", value });
    };
    const mergeContainer = (name, key, entries) => {
      if (!guest.isMap(entries)) throw new TypeError("State containers must be a JSON object.");
      const other = name === "shared" ? ["secure", "transient"] : ["shared"];
      const own = name === "shared" ? ["shared"] : ["secure", "transient"];
      const gather = (names) => names.flatMap((from) => Object.entries(valueOf(from, key) ?? {}));
      const kept = gather(other).filter(([entry]) => !Object.hasOwn(entries, entry));
      const whole = [...gather(own), ...Object.entries(entries)];
      remove(key);
      put(name, key, Object.fromEntries(whole));
      if (kept.length > 0) put(name === "shared" ? "transient" : "shared", key, Object.fromEntries(kept));
    };
    const merge = (name, values) => {
      const entries = Object.entries(guest.plain(values) ?? {});
      const nested = entries.filter(([key, value]) => !containers.includes(key) && holdsMap(value)).map(([key]) => key);
      if (nested.length > 0) {
        throw new TypeError(
          "State must not contain nested objects unless they are inside registered state containers: " +
            containers.join(", "),
        );
      }
      for (const [key, value] of entries) {
        if (containers.includes(key)) mergeContainer(name, key, value);
        else {
          remove(key);
          put(name, key, value);
        }
      }
    };
    return { maps, lookup, merged, put, merge, remove };
  };
  const holdsMap = (value) => guest.isMap(value) || (Array.isArray(value) && value.some(holdsMap));

  /** Everything of one map is replaced. */
  guest.replaceState = (name, values) => {
    const plain = guest.plain(values);
    if (!guest.isMap(plain)) throw new TypeError("The state must be a JSON object.");
    guest.changes.push({ state: name, change: "replace", value: plain });
  };

  /** The nodeState binding; wrap turns plain data into what the API hands out. */
  guest.nodeState = (wrap) => {
    const state = openState();
    const wrapped = (value) => (value === undefined ? null : wrap(value));
    const chain = (act) => (...values) => {
      act(...values);
      return binding;
    };
    const binding = {
      get: (key) => wrapped(state.lookup(String(key))),
      getObject: (key) => wrapped(state.merged(String(key))),
      isDefined: (key) => state.lookup(String(key)) !== undefined,
      keys: () => new guest.JavaSet(Object.values(state.maps).flatMap(Object.keys)),
      putShared: chain((key, value) => state.put("shared", String(key), guest.plain(value))),
      putTransient: chain((key, value) => state.put("transient", String(key), guest.plain(value))),
      mergeShared: chain((values) => state.merge("shared", values)),
      mergeTransient: chain((values) => state.merge("transient", values)),
      remove: (key) => state.remove(String(key)),
    };
    return binding;
  };

  /**
   * The legacy sharedState and transientState bindings: copies, put back after the script. Only keys that the script
   * changed are put back, so that an untouched key does not undo what nodeState did to it.
   */
  guest.stateCopy = (name, original) => {
    const copy = guest.toJava(original);
    const { outputs } = guest.input;
    guest.putBacks.push(() => {
      for (const [key, value] of Object.entries(copy.toJSON())) {
        const before = Object.hasOwn(original, key) ? guest.stringify(original[key]) : undefined;
        const after = guest.plain(value);
        if (guest.stringify(after) === before) continue;
        if ((outputs ?? [key]).includes(key)) guest.changes.push({ state: name, key, change: "set", value: after });
        else guest.log("warn", "{} is not a declared output of this script, and is dropped", [key]);
      }
    });
    return copy;
  };
}`;
