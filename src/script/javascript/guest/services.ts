/** Guest code. What scripts of both APIs ask of the host: identities, secrets, properties, libraries, JSON Web Tokens. */
export const services = /* js */ `function (guest) {
  const { JavaList, JavaSet, text } = guest;
  const FunctionOf = Function;
  const mostLibraries = 32;

  const valuesOf = (values) =>
    typeof values === "object" && values !== null ? [...values].map(text) : values == null ? [] : [text(values)];
  const read = (user, attribute) => guest.call("identity.read", text(user), text(attribute));
  const write = (user, changes) => guest.call("identity.write", text(user), Object.fromEntries(changes));

  guest.legacyIdRepository = {
    getAttribute: (user, attribute) => new JavaSet(read(user, attribute) ?? []),
    setAttribute: (user, attribute, values) => void write(user, [[text(attribute), valuesOf(values)]]),
    addAttribute: (user, attribute, value) => {
      const values = new JavaSet([...(read(user, attribute) ?? []), text(value)]);
      write(user, [[text(attribute), [...values]]]);
    },
  };

  /** Changes are kept until store(), and seen by this identity meanwhile. */
  const identity = (user) => {
    const changes = new Map();
    const current = (attribute) => changes.get(attribute) ?? read(user, attribute) ?? [];
    return {
      getAttributeValues: (attribute) => new JavaList(current(text(attribute))),
      setAttribute: (attribute, values) => void changes.set(text(attribute), valuesOf(values)),
      addAttribute: (attribute, value) => {
        const name = text(attribute);
        changes.set(name, [...new JavaSet([...current(name), text(value)])]);
      },
      store: () => {
        if (changes.size > 0) write(user, changes);
        changes.clear();
      },
    };
  };
  guest.idRepository = {
    getIdentity: (name) => (read(name, "userName") === null ? null : identity(text(name))),
  };

  const secrets = {
    getGenericSecret: (label) => {
      const value = guest.call("secret", text(label));
      return { getAsUtf8: () => value, getAsBytes: () => guest.bytesOf(value) };
    },
  };

  const converted = (value, type) => {
    if (type === undefined) return value;
    if (typeof type === "function") return type(value);
    const name = String(type);
    if (/Boolean$/i.test(name)) return value.toLowerCase() === "true";
    return /(Integer|Long|Double|Float|Short|Number)$/i.test(name) ? Number(value) : value;
  };
  const systemEnv = {
    getProperty: (name, fallback, type) => {
      const value = guest.call("property", text(name));
      return value === null ? (fallback ?? null) : converted(value, type);
    },
  };

  const loaded = new Map();
  guest.require = (name) => {
    const key = text(name);
    if (loaded.has(key)) return loaded.get(key).exports;
    if (loaded.size >= mostLibraries) throw new RangeError("A script may load " + mostLibraries + " libraries");
    const source = guest.call("library", key);
    if (source === null) throw new Error("There is no library script " + key);
    const module = { exports: {} };
    loaded.set(key, module);
    compiled(key, source)(module.exports, module);
    return module.exports;
  };
  const compiled = (name, source) => {
    try {
      return new FunctionOf("exports", "module", source);
    } catch (thrown) {
      throw new SyntaxError("library " + name + ": " + thrown.message);
    }
  };

  /** The two answer null when something is wrong; the log says what. */
  const orNull = (method) => (options) => {
    try {
      return guest.call(method, guest.plain(options));
    } catch {
      return null;
    }
  };
  guest.jwtAssertion = { generateJwt: orNull("generateJwt") };
  guest.jwtValidator = { validateJwtClaims: orNull("validateJwt") };

  guest.bindServices = () => {
    guest.bindNow("secrets", secrets);
    guest.bindNow("systemEnv", systemEnv);
  };
}`;
