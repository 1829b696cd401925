/** Guest code. The Java packages that legacy scripts see: `java.util.HashMap`, `JavaImporter(…)`, `with (fr) { … }`. */
export const legacyJava = /* js */ `function (guest) {
  const { JavaList, JavaSet, JavaMap, TreeMap, TreeSet, JsonValue } = guest;

  /** A Java box: called it converts, constructed it gives an object that converts back by itself. */
  const box = (convert, statics) =>
    Object.assign(function (value) {
      return new.target === undefined ? convert(value) : Object(convert(value));
    }, statics);
  const strictNumber = (value) => {
    const number = Number(value);
    if (Number.isNaN(number)) throw new TypeError('For input string: "' + value + '"');
    return number;
  };
  const whole = (value) => Math.trunc(strictNumber(value));
  const parsedBoolean = (value) => String(value).toLowerCase() === "true";
  const wholeStatics = { parseInt: whole, parseLong: whole, valueOf: whole, toString: String };

  const isKind = (test) => ({ isDigit: test(/^[0-9]$/), isLetter: test(/^\\p{L}$/u), isWhitespace: test(/^\\s$/) });
  const character = isKind((pattern) => (value) => pattern.test(String(value)));
  const duration = (minutes) => ({
    toMinutes: () => Math.floor(minutes),
    toHours: () => Math.floor(minutes / 60),
    getSeconds: () => minutes * 60,
    toMillis: () => minutes * 60_000,
  });
  const unit = (milliseconds) => {
    const convert = (size) => (value) => Math.trunc((Number(value) * milliseconds) / size);
    return {
      toMillis: convert(1),
      toSeconds: convert(1000),
      toMinutes: convert(60_000),
      toHours: convert(3_600_000),
      toDays: convert(86_400_000),
    };
  };
  const frozen = (make) => (value) => Object.freeze(make(value));
  const byOrder = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
  class JsonSlurper {
    parseText(value) {
      return guest.toJava(guest.parse(String(value)));
    }
  }

  const packages = {
    ...guest.callbackPackages,
    ...guest.httpPackages,
    "org.forgerock.openam.auth.node.api": {
      Action: guest.Action,
      SuspendedTextOutputCallback: guest.SuspendedTextOutputCallback,
    },
    "groovy.json": { JsonSlurper },
    "java.time": {
      Duration: {
        ofDays: (value) => duration(value * 1440),
        ofHours: (value) => duration(value * 60),
        ofMinutes: (value) => duration(Number(value)),
        ofSeconds: (value) => duration(value / 60),
      },
    },
    "java.util.concurrent": {
      TimeUnit: {
        MILLISECONDS: unit(1),
        SECONDS: unit(1000),
        MINUTES: unit(60_000),
        HOURS: unit(3_600_000),
        DAYS: unit(86_400_000),
      },
    },
    "org.forgerock.json": { JsonValue },
    "java.lang": {
      String: box(String, { valueOf: String, join: (glue, parts) => [...parts].join(glue) }),
      Integer: box(whole, { ...wholeStatics, MAX_VALUE: 2147483647, MIN_VALUE: -2147483648 }),
      Long: box(whole, wholeStatics),
      Short: box(whole, wholeStatics),
      Double: box(strictNumber, { parseDouble: strictNumber, valueOf: strictNumber, toString: String }),
      Float: box(strictNumber, { parseFloat: strictNumber, valueOf: strictNumber, toString: String }),
      Boolean: box(parsedBoolean, { parseBoolean: parsedBoolean, valueOf: parsedBoolean, TRUE: true, FALSE: false }),
      Byte: box(whole, { ...wholeStatics, MAX_VALUE: 127, MIN_VALUE: -128 }),
      Character: box(String, { ...character, valueOf: String, toString: String }),
      Number,
      Object,
      StrictMath: Math,
      Void: null,
      Math,
    },
    "java.util": {
      HashMap: JavaMap,
      LinkedHashMap: JavaMap,
      ArrayList: JavaList,
      LinkedList: JavaList,
      HashSet: JavaSet,
      LinkedHashSet: JavaSet,
      TreeMap,
      TreeSet,
      List: JavaList,
      Map: JavaMap,
      Set: JavaSet,
      Arrays: { asList: (...values) => new JavaList(values.length === 1 ? [values[0]].flat() : values) },
      Collections: {
        sort: (list, compare) => void list.sort(compare ?? byOrder),
        reverse: (list) => void list.reverse(),
        max: (items) => [...items].sort(byOrder).at(-1) ?? null,
        min: (items) => [...items].sort(byOrder)[0] ?? null,
        unmodifiableList: frozen((list) => new JavaList(list)),
        unmodifiableSet: frozen((set) => new JavaSet(set)),
        emptyList: () => new JavaList(),
        emptyMap: () => new JavaMap(),
        emptySet: () => new JavaSet(),
        singletonList: (value) => new JavaList([value]),
        singleton: (value) => new JavaSet([value]),
        singletonMap: (key, value) => new JavaMap({ [key]: value }),
      },
    },
  };

  const classes = new Map(
    Object.entries(packages).flatMap(([path, members]) =>
      Object.entries(members).map(([name, value]) => [path + "." + name, value]),
    ),
  );
  const names = new Map([...classes].map(([path, value]) => [value, path]));
  const packagePaths = new WeakMap();
  const madePackages = new Map();

  /** A dotted path: a class that is offered, one that is not (it says so when used), or a package. */
  const resolve = (path) => {
    if (classes.has(path)) return classes.get(path);
    if (madePackages.has(path)) return madePackages.get(path);
    const isClass = /^[A-Z]/.test(path.slice(path.lastIndexOf(".") + 1));
    if (isClass) {
      const missing = guest.later(path);
      names.set(missing, path);
      return missing;
    }
    const found = new Proxy({}, { get: (target, key) => (typeof key === "symbol" ? undefined : resolve(path + "." + key)) });
    packagePaths.set(found, path);
    madePackages.set(path, found);
    return found;
  };

  const simpleName = (path) => path.slice(path.lastIndexOf(".") + 1);

  function JavaImporter(...imports) {
    const imported = new Map();
    for (const value of imports) {
      const path = packagePaths.get(value);
      if (path !== undefined) {
        for (const [name, member] of Object.entries(packages[path] ?? {})) imported.set(name, member);
      } else if (names.has(value)) imported.set(simpleName(names.get(value)), value);
      else throw new TypeError("JavaImporter takes Java packages and classes");
    }
    return new Proxy(Object.create(null), {
      has: (target, name) => imported.has(name),
      get: (target, name) => {
        if (imported.has(name)) return imported.get(name);
        return typeof name === "string" && /^[A-Z]/.test(name) ? guest.later(name) : undefined;
      },
    });
  }

  /** What scripts call on a java.lang.String; the rest is already there on a JavaScript string. */
  const stringMethods = {
    equals(other) {
      return this.valueOf() === String(other);
    },
    equalsIgnoreCase(other) {
      return this.toLowerCase() === String(other).toLowerCase();
    },
    contains(part) {
      return this.includes(part);
    },
    isEmpty() {
      return this.length === 0;
    },
    matches(pattern) {
      return new RegExp("^(?:" + pattern + ")$").test(this);
    },
    compareTo(other) {
      const [left, right] = [String(this), String(other)];
      return left < right ? -1 : left > right ? 1 : 0;
    },
    toCharArray() {
      return this.split("");
    },
    getBytes() {
      return guest.bytesOf(String(this));
    },
    hashCode() {
      let hash = 0;
      for (let at = 0; at < this.length; at += 1) hash = (Math.imul(31, hash) + this.charCodeAt(at)) | 0;
      return hash;
    },
  };

  /** What scripts call on a java.lang.Integer, Double or Boolean. */
  const numberMethods = {
    intValue() {
      return Math.trunc(this);
    },
    longValue() {
      return Math.trunc(this);
    },
    doubleValue() {
      return Number(this);
    },
    equals(other) {
      return Number(this) === other;
    },
  };
  const booleanMethods = {
    booleanValue() {
      return this.valueOf();
    },
    equals(other) {
      return this.valueOf() === other;
    },
  };

  /** Rhino's importClass and importPackage: the classes become global. */
  const importGlobally = (...imports) => {
    for (const value of imports) {
      const path = packagePaths.get(value);
      const members = path === undefined ? [[simpleName(names.get(value)), value]] : Object.entries(packages[path] ?? {});
      for (const [name, member] of members) guest.define(globalThis, name, member);
    }
  };

  guest.bindJava = () => {
    for (const path of Object.keys(packages)) {
      path.split(".").forEach((name, at, parts) => void resolve(parts.slice(0, at + 1).join(".")));
    }
    for (const name of ["java", "javax", "org", "com"]) guest.bindNow(name, resolve(name));
    guest.bindNow("Packages", new Proxy({}, { get: (target, key) => resolve(String(key)) }));
    guest.bindNow("JavaImporter", JavaImporter);
    guest.define(globalThis, "importClass", importGlobally);
    guest.define(globalThis, "importPackage", importGlobally);
    for (const [name, method] of Object.entries(numberMethods)) guest.define(Number.prototype, name, method);
    for (const [name, method] of Object.entries(booleanMethods)) guest.define(Boolean.prototype, name, method);
    for (const [name, method] of Object.entries(stringMethods)) guest.define(String.prototype, name, method);
  };
}`;
