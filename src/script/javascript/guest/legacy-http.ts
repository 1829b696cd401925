/** Guest code. `httpClient` of the legacy API, and the classes of org.forgerock.http.protocol that it takes and gives. */
export const legacyHttp = /* js */ `function (guest) {
  const { JavaList, JavaMap, JavaSet, CaseInsensitiveMap, text } = guest;

  class Header extends JavaList {
    getValues() {
      return this;
    }
    getFirstValue() {
      return this[0] ?? null;
    }
    toString() {
      return this.join(", ");
    }
  }
  class Headers {
    #lists = new CaseInsensitiveMap();
    get(name) {
      return this.#lists.get(name);
    }
    getFirst(name) {
      return this.get(name)?.[0] ?? null;
    }
    getAll(name) {
      return this.get(name) ?? new Header();
    }
    add(name, value) {
      if (this.#lists.get(name) === null) this.#lists.put(name, new Header());
      this.#lists.get(name).addAll(typeof value === "object" && value !== null ? [...value].map(text) : [text(value)]);
      return this;
    }
    put(name, value) {
      this.#lists.remove(name);
      return this.add(name, value);
    }
    remove(name) {
      return this.#lists.remove(name);
    }
    containsKey(name) {
      return this.#lists.containsKey(name);
    }
    keySet() {
      return this.#lists.keySet();
    }
    asMapOfHeaders() {
      return this.#lists;
    }
    toJSON() {
      return this.#lists.toJSON();
    }
  }
  class Form extends JavaMap {
    add(name, value) {
      if (this.get(name) === null) this.put(name, new JavaList());
      this.get(name).add(text(value));
      return this;
    }
    putSingle(name, value) {
      this.put(name, new JavaList([text(value)]));
      return this;
    }
    getFirst(name) {
      return this.get(name)?.[0] ?? null;
    }
    fromFormString(body) {
      for (const [name, value] of guest.formPairs(text(body))) this.add(name, value);
      return this;
    }
    toFormString() {
      return guest.formText([...this].flatMap(([name, values]) => [...values].map((value) => [name, value])));
    }
    toQueryString() {
      return this.toFormString();
    }
    toRequestEntity(request) {
      request.getHeaders().put("Content-Type", "application/x-www-form-urlencoded");
      request.setEntity(this.toFormString());
    }
    toString() {
      return this.toFormString();
    }
  }
  class Entity {
    #body = "";
    getString() {
      return this.#body;
    }
    setString(value) {
      this.#body = text(value);
    }
    getJson() {
      return guest.toJava(guest.parse(this.#body));
    }
    setJson(value) {
      this.#body = guest.stringify(guest.plain(value));
    }
    getBytes() {
      return guest.bytesOf(this.#body);
    }
    getForm() {
      return new Form().fromFormString(this.#body);
    }
    isRawContentEmpty() {
      return this.#body === "";
    }
    toString() {
      return this.#body;
    }
  }
  class Message {
    #headers = new Headers();
    #entity = new Entity();
    getHeaders() {
      return this.#headers;
    }
    getEntity() {
      return this.#entity;
    }
    setEntity(value) {
      if (value instanceof Form) value.toRequestEntity(this);
      else if (typeof value === "object" && value !== null && !(value instanceof String)) {
        if (!this.#headers.containsKey("Content-Type")) this.#headers.put("Content-Type", "application/json");
        this.#entity.setJson(value);
      } else this.#entity.setString(value);
      return this;
    }
    addHeaders(...pairs) {
      for (const [name, value] of pairs) this.#headers.add(name, value);
      return this;
    }
    close() {}
  }
  class Request extends Message {
    #method = "GET";
    #uri = "";
    getMethod() {
      return this.#method;
    }
    setMethod(method) {
      this.#method = text(method);
      return this;
    }
    getUri() {
      return this.#uri;
    }
    setUri(uri) {
      this.#uri = text(uri);
      return this;
    }
  }
  const family = (first) =>
    function () {
      return Math.floor(this.getCode() / 100) === first;
    };
  class Status {
    #code;
    #reason;
    constructor(code, reason) {
      this.#code = code;
      this.#reason = text(reason);
    }
    static valueOf(code, reason) {
      return new Status(Number(code), reason);
    }
    getCode() {
      return this.#code;
    }
    getReasonPhrase() {
      return this.#reason;
    }
    equals(other) {
      return other instanceof Status && other.getCode() === this.#code;
    }
    toString() {
      return "[Status: " + this.#code + " " + this.#reason + "]";
    }
  }
  const families = { isInformational: 1, isSuccessful: 2, isRedirection: 3, isClientError: 4, isServerError: 5 };
  for (const [name, first] of Object.entries(families)) guest.define(Status.prototype, name, family(first));
  const statuses = { OK: 200, CREATED: 201, ACCEPTED: 202, NO_CONTENT: 204, BAD_REQUEST: 400, UNAUTHORIZED: 401,
    FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, INTERNAL_SERVER_ERROR: 500, BAD_GATEWAY: 502, SERVICE_UNAVAILABLE: 503 };
  for (const [name, code] of Object.entries(statuses)) Status[name] = new Status(code, name);

  class Response extends Message {
    #status;
    constructor(status) {
      super();
      this.#status = status;
    }
    getStatus() {
      return this.#status;
    }
    setStatus(status) {
      this.#status = status;
      return this;
    }
    getCause() {
      return null;
    }
  }
  guest.beans(Headers, Entity, Message, Request, Status, Response);

  const responseOf = ({ status, reason, headers, body }) => {
    const response = new Response(new Status(status, reason));
    for (const [name, values] of Object.entries(headers)) response.getHeaders().add(name, values);
    response.getEntity().setString(body);
    return response;
  };
  const promise = (get) => ({
    get,
    getOrThrow: get,
    getOrThrowUninterruptibly: get,
    isDone: () => true,
    then: (onResult) => {
      const result = onResult(get());
      return promise(() => result);
    },
  });

  guest.legacyHttpClient = {
    send: (...parts) => {
      const request = parts[parts.length - 1];
      if (!(request instanceof Request)) throw new TypeError("httpClient.send takes an org.forgerock.http.protocol.Request");
      const body = request.getEntity().getString();
      const sent = {
        url: request.getUri(),
        method: request.getMethod().toUpperCase(),
        headers: request.getHeaders().toJSON(),
        body: body === "" ? null : body,
      };
      return promise(guest.sendHttp(sent, responseOf));
    },
  };
  guest.httpPackages = {
    "org.forgerock.http.protocol": { Request, Response, Status, Headers, Header, Entity, Form, Message },
  };
}`;
