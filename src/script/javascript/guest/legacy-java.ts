/** Guest code. The Java packages that legacy scripts see: `java.util.HashMap`, `JavaImporter(…)`, `with (fr) { … }`. */
export const legacyJava = /* js */ `function (guest) {
  const { JavaList, JavaSet, JavaMap, JsonValue } = guest;

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

  const packages = {
    ...guest.callbackPackages,
    "org.forgerock.openam.auth.node.api": { Action: guest.Action },
    "org.forgerock.json": { JsonValue },
    "java.lang": {
      String: box(String, { valueOf: String, join: (glue, parts) => [...parts].join(glue) }),
      Integer: box(whole, { ...wholeStatics, MAX_VALUE: 2147483647, MIN_VALUE: -2147483648 }),
      Long: box(whole, wholeStatics),
      Short: box(whole, wholeStatics),
      Double: box(strictNumber, { parseDouble: strictNumber, valueOf: strictNumber, toString: String }),
      Float: box(strictNumber, { parseFloat: strictNumber, valueOf: strictNumber, toString: String }),
      Boolean: box(parsedBoolean, { parseBoolean: parsedBoolean, valueOf: parsedBoolean, TRUE: true, FALSE: false }),
      Math,
    },
    "java.util": {
      HashMap: JavaMap,
      LinkedHashMap: JavaMap,
      ArrayList: JavaList,
      LinkedList: JavaList,
      HashSet: JavaSet,
      LinkedHashSet: JavaSet,
      Collections: {
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

  /** A dotted path: a class that is offered, one that is not (it says so when used), or a package. */
  const resolve = (path) => {
    if (classes.has(path)) return classes.get(path);
    const isClass = /^[A-Z]/.test(path.slice(path.lastIndexOf(".") + 1));
    if (isClass) {
      const missing = guest.later(path);
      names.set(missing, path);
      return missing;
    }
    const found = new Proxy({}, { get: (target, key) => (typeof key === "symbol" ? undefined : resolve(path + "." + key)) });
    packagePaths.set(found, path);
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
  };

  guest.bindJava = () => {
    for (const name of ["java", "javax", "org", "com"]) guest.bind(name, () => resolve(name));
    guest.bind("Packages", () => new Proxy({}, { get: (target, key) => resolve(String(key)) }));
    guest.bind("JavaImporter", () => JavaImporter);
    for (const [name, method] of Object.entries(stringMethods)) guest.define(String.prototype, name, method);
  };
}`;
