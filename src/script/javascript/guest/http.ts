/** Guest code. `httpClient` of the next-gen API. The request is sent at once; `get()` hands out what came of it. */
export const http = /* js */ `function (guest) {
  const { text } = guest;
  const formType = "application/x-www-form-urlencoded";

  guest.formText = (pairs) => pairs.map((pair) => pair.map((part) => encodeURIComponent(part)).join("=")).join("&");
  guest.formPairs = (body) =>
    body.split("&").filter((pair) => pair !== "").map((pair) => {
      const [name, ...value] = pair.split("=");
      return [name, value.join("=")].map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    });
  /** A request that failed throws at get(). */
  guest.sendHttp = (request, respond) => {
    try {
      const response = respond(guest.call("http", request));
      return () => response;
    } catch (thrown) {
      return () => {
        throw thrown;
      };
    }
  };

  const option = (options, ...names) => names.map((name) => options[name]).find((value) => value != null);
  const requestOf = (url, options) => {
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat().map(text)]),
    );
    if (options.token != null) headers.authorization = ["Bearer " + options.token];
    let body = options.body ?? null;
    if (options.form != null) {
      headers["content-type"] ??= [formType];
      body = guest.formText(Object.entries(options.form).map(([name, value]) => [name, text(value)]));
    } else if (typeof body === "object" && body !== null) {
      headers["content-type"] ??= ["application/json"];
      body = guest.stringify(body);
    }
    const timeoutMs = Number(option(options, "timeout", "responseTimeout") ?? 0);
    return {
      url: text(url),
      method: text(options.method ?? "GET").toUpperCase(),
      headers,
      body: body === null ? null : text(body),
      ...(timeoutMs > 0 ? { timeoutMs } : {}),
    };
  };
  /** Header names as the script writes them; the values are lists. */
  const headerObject = (lists) =>
    new Proxy(lists, { get: (target, name) => (typeof name === "string" ? target[name.toLowerCase()] : undefined) });

  const responseOf = ({ status, reason, headers, body }) => ({
    status,
    statusText: reason,
    ok: status >= 200 && status < 300,
    headers: headerObject(headers),
    text: () => body,
    json: () => guest.parse(body),
    formData: () => Object.fromEntries(guest.formPairs(body)),
  });

  guest.httpClient = {
    send: (url, options) => {
      const plain = guest.plain(options ?? {}) ?? {};
      if (plain.clientName != null) guest.unsupported("httpClient.clientName");
      return { get: guest.sendHttp(requestOf(url, plain), responseOf) };
    },
  };
}`;
