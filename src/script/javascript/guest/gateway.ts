/**
 * Guest code. The bindings of gateway scripts. Messages are copies; what a script changed goes back with its result, and the
 * host checks it. `next.handle` asks the host when somebody waits for it, or leaves it to the host when it is the result.
 */
export const gateway = /* js */ String.raw`function (guest) {
  const { text } = guest;
  const NativePromise = Promise;

  const lower = (name) => String(name).toLowerCase();
  class Headers {
    constructor(fields = []) {
      this.fields = fields.map(([name, value]) => [text(name), text(value)]);
      return new Proxy(this, {
        get: (target, key) =>
          typeof key === "symbol" || key in target ? target[key] : target.all(key).length > 0 ? target.all(key) : undefined,
        set: (target, key, value) => (key === "fields" ? (target.fields = value) : target.put(key, value), true),
      });
    }
    all(name) {
      return this.fields.filter(([field]) => lower(field) === lower(name)).map(([, value]) => value);
    }
    get(name) {
      const values = this.all(name);
      return values.length === 0 ? null : { name: String(name), values, firstValue: values[0] };
    }
    getFirst(name) {
      return this.all(name)[0] ?? null;
    }
    getAll(name) {
      return this.all(name);
    }
    has(name) {
      return this.all(name).length > 0;
    }
    add(name, value) {
      for (const one of [value].flat()) this.fields.push([String(name), text(one)]);
    }
    put(name, value) {
      this.remove(name);
      this.add(name, value);
    }
    set(name, value) {
      this.put(name, value);
    }
    remove(name) {
      this.fields = this.fields.filter(([field]) => lower(field) !== lower(name));
    }
    keys() {
      return [...new Set(this.fields.map(([name]) => name))];
    }
    [Symbol.iterator]() {
      return this.fields.map(([name, value]) => [name, value])[Symbol.iterator]();
    }
    toJSON() {
      return this.fields;
    }
  }

  /** A body: read from the host when the script asks for it, or what the script put in its place. */
  class Entity {
    #read;
    #value;
    constructor(read) {
      this.#read = read;
    }
    get string() {
      this.#value ??= { text: this.#read() };
      return this.#value.text;
    }
    set string(value) {
      this.replaced = { text: text(value) };
      this.#value = this.replaced;
    }
    get json() {
      return guest.parse(this.string);
    }
    set json(value) {
      this.replaced = { text: guest.stringify(value), json: true };
      this.#value = this.replaced;
    }
    getString() {
      return this.string;
    }
    getJson() {
      return this.json;
    }
    isEmpty() {
      return this.string === "";
    }
    toString() {
      return this.string;
    }
  }
  const withEntity = (message, read) => {
    let entity = new Entity(read);
    Object.defineProperty(message, "entity", {
      configurable: true,
      enumerable: true,
      get: () => entity,
      set: (value) => {
        if (value instanceof Entity) entity = value;
        else if (typeof value === "object" && value !== null) entity.json = value;
        else entity.string = value ?? "";
      },
    });
  };

  const escaped = (path) => path.split("/").map(encodeURIComponent).join("/");
  class Uri {
    constructor(parts) {
      Object.assign(this, parts);
    }
    get path() {
      return decodeURIComponent(this.rawPath);
    }
    set path(value) {
      this.rawPath = escaped(String(value));
    }
    get query() {
      if (this.rawQuery === null) return null;
      try {
        return decodeURIComponent(this.rawQuery);
      } catch {
        return this.rawQuery;
      }
    }
    set query(value) {
      this.rawQuery = value === null ? null : encodeURI(String(value)).replaceAll("#", "%23");
    }
    get authority() {
      return this.host + (this.port === ({ http: 80, https: 443 })[this.scheme] ? "" : ":" + this.port);
    }
    toString() {
      return this.scheme + "://" + this.authority + this.rawPath + (this.rawQuery === null ? "" : "?" + this.rawQuery);
    }
  }
  const uriOf = (address) => {
    const [, scheme, host, port, rawPath, , rawQuery] =
      /^(https?):\/\/([^/?#:@]+|\[[^\]]+\])(?::(\d+))?(\/[^?#]*)?(\?([^#]*))?$/.exec(String(address)) ?? [];
    if (scheme === undefined) throw new TypeError("not an http or https address: " + address);
    const usual = { http: 80, https: 443 }[scheme];
    return new Uri({ scheme, host, port: Number(port ?? usual), rawPath: rawPath ?? "/", rawQuery: rawQuery ?? null });
  };

  const listsOf = (pairs) => {
    const lists = {};
    for (const [name, value] of pairs) (lists[name] ??= []).push(value);
    return lists;
  };
  const parts = (value) =>
    (value ?? "").split("&").filter((pair) => pair !== "").map((pair) => {
      const [name, ...rest] = pair.split("=");
      return [name, rest.join("=")].map((part) => {
        const plain = part.replaceAll("+", " ");
        try {
          return decodeURIComponent(plain);
        } catch {
          return plain;
        }
      });
    });
  class Request {
    #uri;
    constructor(from) {
      this.method = from?.method ?? "GET";
      this.version = from?.version ?? "HTTP/1.1";
      this.headers = new Headers(from?.headers?.fields ?? from?.headers);
      this.#uri = from?.uri instanceof Uri ? new Uri(from.uri) : from === undefined ? uriOf("http://localhost/") : new Uri(from.uri);
      this.own = from !== undefined && !(from instanceof Request);
      withEntity(this, () => (this.own ? guest.call("entity", "request") : ""));
    }
    get uri() {
      return this.#uri;
    }
    set uri(value) {
      this.#uri = value instanceof Uri ? new Uri(value) : uriOf(value);
    }
    setUri(value) {
      this.uri = value;
      return this;
    }
    setMethod(value) {
      this.method = value;
      return this;
    }
    get queryParams() {
      return listsOf(parts(this.uri.rawQuery));
    }
    get form() {
      const form = /^application\/x-www-form-urlencoded\b/i.test(this.headers.getFirst("content-type") ?? "");
      return listsOf([...parts(this.uri.rawQuery), ...(form ? parts(this.entity.string) : [])]);
    }
    get cookies() {
      const pairs = this.headers.all("cookie").flatMap((value) => value.split(";"));
      return listsOf(
        pairs.map((pair) => /^\s*([^=\s]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(pair)).filter((found) => found !== null)
          .map(([, name, value]) => [name, { name, value }]),
      );
    }
  }

  class Status {
    constructor(code, reasonPhrase) {
      this.code = code;
      this.reasonPhrase = reasonPhrase;
      this.family = ["INFORMATIONAL", "SUCCESSFUL", "REDIRECTION", "CLIENT_ERROR", "SERVER_ERROR"][Math.floor(code / 100) - 1];
    }
    isInformational() {
      return this.family === "INFORMATIONAL";
    }
    isSuccessful() {
      return this.family === "SUCCESSFUL";
    }
    isRedirection() {
      return this.family === "REDIRECTION";
    }
    isClientError() {
      return this.family === "CLIENT_ERROR";
    }
    isServerError() {
      return this.family === "SERVER_ERROR";
    }
    toString() {
      return "[Status: " + this.code + " " + this.reasonPhrase + "]";
    }
  }
  const statusOf = (value) => {
    if (value instanceof Status) return value;
    const code = Number(value);
    if (!Number.isInteger(code) || code < 200 || code > 599) throw new TypeError("no status of a response: " + value);
    return new Status(code, guest.input.reasons[code] ?? "Unknown");
  };

  class Response {
    #status;
    constructor(status = 200) {
      this.#status = statusOf(status);
      this.headers = new Headers();
      withEntity(this, () => "");
    }
    get status() {
      return this.#status;
    }
    set status(value) {
      this.#status = statusOf(value);
    }
    setStatus(value) {
      this.status = value;
      return this;
    }
    static newResponsePromise(response) {
      return NativePromise.resolve(response);
    }
  }
  const received = ({ id, status, headers, body }) => {
    const response = new Response(status);
    response.headers = new Headers(headers);
    response.id = id;
    withEntity(response, () => body ?? guest.call("entity", id));
    return response;
  };

  const requestData = (request) => {
    if (!(request instanceof Request)) throw new TypeError("a Request is needed");
    const { method, headers, uri, entity, own } = request;
    const { scheme, host, port, rawPath, rawQuery } = uri;
    return { method: text(method), headers, uri: { scheme, host, port, rawPath, rawQuery }, entity: entity.replaced ?? null, own };
  };
  const data = () => ({
    attributes: guest.plain(guest.attributes),
    session: guest.plain(guest.session),
  });

  /** What next.handle answers: nothing is asked of the host until somebody waits. */
  class Pending {
    #outcome;
    constructor(request) {
      this.request = { request: requestData(request), ...data() };
    }
    ask() {
      if (this.#outcome === undefined) {
        const { response, attributes, session } = guest.call("next", this.request);
        this.asked = true;
        replace(guest.attributes, attributes);
        replace(guest.session, session);
        this.#outcome = received(response);
      }
      return this.#outcome;
    }
    then(onResult, onError) {
      return new NativePromise((resolve) => resolve(this.ask())).then(onResult, onError);
    }
    catch(onError) {
      return this.then(undefined, onError);
    }
    finally(act) {
      return this.then((value) => (act(), value), (thrown) => { act(); throw thrown; });
    }
    get() {
      return this.ask();
    }
  }
  const replace = (target, values) => {
    for (const key of Object.keys(target)) delete target[key];
    Object.assign(target, values);
  };

  const certificate = (facts) => ({
    ...facts,
    getSubjectAlternativeNames: () => facts.subjectAltNames?.map(({ type, value }) => [type, value]) ?? null,
    getSubjectDN: () => facts.subject,
    getIssuerDN: () => facts.issuer,
    getSerialNumber: () => facts.serialNumber,
    toString: () => "Subject: " + facts.subject,
  });

  guest.bindGateway = () => {
    guest.pending = null;
    const bind = guest.bind;
    bind("request", () => new Request(guest.input.request));
    bind("contexts", () => {
      const { client, ...others } = guest.input.contexts;
      const attributes = { attributes: guest.attributes };
      const session = { session: guest.session };
      return { client: { ...client, certificates: client.certificates.map(certificate) }, attributes, session, ...others };
    });
    bind("context", () => contexts);
    bind("attributes", () => guest.attributes);
    bind("session", () => guest.session);
    bind("globals", () => guest.globals);
    bind("logger", () => guest.logger(guest.slf4jLevels));
    bind("next", () => ({
      handle: (context, request) => {
        if (!guest.input.hasNext) throw new TypeError("a handler has no next");
        if (guest.pending !== null && !guest.input.again) return guest.pending;
        if (guest.pending !== null) guest.pending.ask();
        guest.pending = new Pending(request ?? context);
        return guest.pending;
      },
    }));
    bind("http", () => ({
      send: (context, request) =>
        new NativePromise((resolve) => resolve(received(guest.call("http", requestData(request ?? context))))),
    }));
    const statuses = () => {
      for (const [code, reason] of Object.entries(guest.input.reasons)) {
        Status[reason.replaceAll("'", "").replaceAll(/[^A-Za-z]+/g, "_").toUpperCase()] ??= statusOf(code);
      }
      Status.valueOf = statusOf;
      return Status;
    };
    bind("Status", statuses);
    for (const [name, value] of Object.entries({ Request, Response, Headers })) guest.bindNow(name, value);
  };

  guest.beginGateway = () => {
    const { attributes, session, globals } = guest.input;
    guest.attributes = { ...attributes };
    guest.session = { ...session };
    guest.globals = new Map(Object.entries(globals));
    guest.outcome = { state: "none" };
  };
  /** Called with what the script's function returned, before its jobs run. */
  const settle = (value) => {
    if (value instanceof Pending && !value.asked) {
      guest.outcome = { state: "forward", value };
      return;
    }
    if (typeof value?.then !== "function") {
      guest.outcome = { state: "value", value };
      return;
    }
    value.then(
      (result) => (guest.outcome = { state: "value", value: result }),
      (thrown) => (guest.outcome = { state: "threw", thrown }),
    );
  };

  const forwarded = () => (guest.pending === null || guest.pending.asked ? null : guest.pending.request);
  const around = () => ({ ...data(), globals: Object.fromEntries([...guest.globals].map(([key, value]) => [key, value ?? null])), logs: guest.logs });
  const responseData = (response) => ({
    id: response.id ?? null,
    status: response.status.code,
    headers: response.headers,
    entity: response.entity.replaced ?? null,
  });
  const finish = (described) => {
    const { state, value, thrown } = guest.outcome;
    if (guest.failure !== null) return { failure: guest.failure, forwarded: forwarded(), ...around() };
    if (state === "threw") return { failure: described(thrown), forwarded: forwarded(), ...around() };
    if (state === "forward") return { forward: value.request, ...around() };
    if (state === "none") return { failure: { code: "invalid-result", message: "the script's promise never settles" }, forwarded: forwarded(), ...around() };
    if (value instanceof Response) return { response: responseData(value), ...around() };
    const kind = value === null || value === undefined ? "nothing" : "a " + typeof value;
    return { failure: { code: "invalid-result", message: "the script returned " + kind + ", and not a Response" }, forwarded: null, ...around() };
  };
  guest.gatewayAnswer = { settle, finish };
}`;
