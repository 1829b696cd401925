/**
 * Guest code. The Java values that scripts are handed or make themselves: maps, lists, sets. A list is a
 * JavaScript array as well, so both `list.get(0)` and `list[0]` work, and `for (const item of list)`.
 */
export const java = /* js */ `function (guest) {
  const isIterable = (value) => typeof value === "object" && value !== null && Symbol.iterator in value;
  const shown = (value) => (value === null || value === undefined ? "null" : String(value));

  class JavaList extends Array {
    static get [Symbol.species]() {
      return Array;
    }
    constructor(initial) {
      super();
      if (isIterable(initial)) this.addAll(initial);
    }
    get(index) {
      this.#check(index);
      return this[index];
    }
    set(index, value) {
      this.#check(index);
      const previous = this[index];
      this[index] = value;
      return previous;
    }
    #check(index) {
      if (Number.isInteger(index) && index >= 0 && index < this.length) return;
      throw new RangeError("Index " + index + " out of bounds for length " + this.length);
    }
    size() {
      return this.length;
    }
    isEmpty() {
      return this.length === 0;
    }
    contains(value) {
      return this.indexOf(value) >= 0;
    }
    add(...values) {
      if (values.length === 2) this.splice(values[0], 0, values[1]);
      else this.push(values[0]);
      return true;
    }
    addAll(items) {
      for (const item of items) this.add(item);
      return true;
    }
    addFirst(value) {
      this.unshift(value);
    }
    addLast(value) {
      this.push(value);
    }
    getFirst() {
      return this.get(0);
    }
    getLast() {
      return this.get(this.length - 1);
    }
    containsAll(items) {
      return [...items].every((item) => this.contains(item));
    }
    removeAll(items) {
      return this.#keep((item) => ![...items].includes(item));
    }
    retainAll(items) {
      return this.#keep((item) => [...items].includes(item));
    }
    removeIf(test) {
      return this.#keep((item) => !test(item));
    }
    #keep(test) {
      const kept = [...this].filter(test);
      const changed = kept.length !== this.length;
      this.splice(0, this.length, ...kept);
      return changed;
    }
    equals(other) {
      return guest.stringify(this) === guest.stringify(other);
    }
    /** By index for a number, otherwise by value, as Java's two overloads. */
    remove(what) {
      if (typeof what !== "number") return this.removeValue(what);
      this.#check(what);
      return this.splice(what, 1)[0];
    }
    removeValue(value) {
      const index = this.indexOf(value);
      if (index >= 0) this.splice(index, 1);
      return index >= 0;
    }
    clear() {
      this.length = 0;
    }
    toArray() {
      return [...this];
    }
    iterator() {
      let next = 0;
      return { hasNext: () => next < this.length, next: () => this[next++] };
    }
    toString() {
      return "[" + [...this].map(shown).join(", ") + "]";
    }
  }

  class JavaSet extends JavaList {
    add(value) {
      const absent = !this.contains(value);
      if (absent) this.push(value);
      return absent;
    }
    remove(value) {
      return this.removeValue(value);
    }
  }

  class JavaMap {
    #entries = new Map();
    constructor(initial) {
      if (typeof initial === "object" && initial !== null) this.putAll(initial);
    }
    /** How a key is found; maps without case override it. */
    fold(key) {
      return String(key);
    }
    get(key) {
      return this.#entries.get(this.fold(key))?.[1] ?? null;
    }
    getOrDefault(key, fallback) {
      return this.containsKey(key) ? this.get(key) : fallback;
    }
    put(key, value) {
      const previous = this.get(key);
      this.#entries.set(this.fold(key), [String(key), value === undefined ? null : value]);
      return previous;
    }
    putIfAbsent(key, value) {
      return this.get(key) ?? this.put(key, value);
    }
    putAll(other) {
      const entries = other instanceof JavaMap ? other.#entries.values() : Object.entries(other);
      for (const [key, value] of entries) this.put(key, value);
    }
    remove(key) {
      const previous = this.get(key);
      this.#entries.delete(this.fold(key));
      return previous;
    }
    containsKey(key) {
      return this.#entries.has(this.fold(key));
    }
    computeIfAbsent(key, make) {
      if (this.get(key) === null) this.put(key, make(key));
      return this.get(key);
    }
    merge(key, value, combine) {
      const previous = this.get(key);
      this.put(key, previous === null ? value : combine(previous, value));
      return this.get(key);
    }
    replace(key, value) {
      return this.containsKey(key) ? this.put(key, value) : null;
    }
    containsValue(value) {
      return this.values().contains(value);
    }
    keySet() {
      return new JavaSet([...this].map(([key]) => key));
    }
    values() {
      return new JavaList([...this].map(([, value]) => value));
    }
    entrySet() {
      return new JavaList([...this].map(([key, value]) => ({ key, value, getKey: () => key, getValue: () => value })));
    }
    forEach(visit) {
      for (const [key, value] of [...this]) visit(key, value);
    }
    size() {
      return this.#entries.size;
    }
    isEmpty() {
      return this.#entries.size === 0;
    }
    clear() {
      this.#entries.clear();
    }
    [Symbol.iterator]() {
      return this.#entries.values();
    }
    toString() {
      return "{" + [...this].map(([key, value]) => key + "=" + shown(value)).join(", ") + "}";
    }
    toJSON() {
      return Object.fromEntries(this);
    }
  }

  class TreeMap extends JavaMap {
    [Symbol.iterator]() {
      return [...super[Symbol.iterator]()].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).values();
    }
    firstKey() {
      return this.keySet()[0] ?? null;
    }
    lastKey() {
      return this.keySet().at(-1) ?? null;
    }
  }
  class TreeSet extends JavaSet {
    add(value) {
      const added = super.add(value);
      if (added) this.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
      return added;
    }
    first() {
      return this[0] ?? null;
    }
    last() {
      return this[this.length - 1] ?? null;
    }
  }

  class CaseInsensitiveMap extends JavaMap {
    fold(key) {
      return String(key).toLowerCase();
    }
  }

  /** Plain JSON data as Java collections, all the way down. */
  const toJava = (value) => {
    if (Array.isArray(value)) return new JavaList(value.map(toJava));
    if (!guest.isMap(value)) return value;
    return new JavaMap(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJava(item)])));
  };

  /** Cookies by name, both as a map and as properties. */
  guest.cookieMap = (cookies) => {
    const map = new JavaMap(cookies);
    for (const [name, value] of Object.entries(cookies)) if (!(name in map)) guest.define(map, name, value);
    return map;
  };

  Object.assign(guest, { JavaList, JavaSet, JavaMap, TreeMap, TreeSet, CaseInsensitiveMap, toJava });
}`;
