/**
 * Guest code. What the sandbox calls: `prepare` with the API before the image of the memory is taken; in every run `begin` with
 * the input, then the script, then `finish`, or `fail` with what the script threw. The last two return JSON text, the only
 * thing the host ever takes from a guest.
 */
export const entry = /* js */ String.raw`function (guest) {
  const longestText = 1000;
  const place = /script:(\d+):(\d+)/;
  guest.define(Math, "random", () => guest.random());

  /** What the script left in its variables. Nothing here may be named like one of them. */
  const variables = {
    goTo: () => (typeof outcome === "undefined" ? undefined : outcome),
    action: () => (typeof action === "undefined" ? undefined : action),
    detail: () => (typeof auditEntryDetail === "undefined" ? undefined : auditEntryDetail),
  };

  const prepare = (api) => {
    guest.api = api;
    guest.changes = [];
    guest.putBacks = [];
    guest.logs = [];
    guest.suspendHandler = null;
    if (api === "gateway") {
      guest.bindGateway();
      return;
    }
    guest.bind("requestHeaders", () => headerMap(guest.input.requestHeaders));
    guest.bind("requestParameters", () => headerMap(guest.input.requestParameters));
    guest.bind("existingSession", () => {
      const properties = guest.input.existingSession;
      return properties === null ? undefined : new guest.JavaMap(properties);
    });
    for (const name of ["realm", "scriptName", "resumedFromSuspend"]) guest.bind(name, () => guest.input[name]);
    guest.bindServices();
    if (api === "legacy") guest.bindLegacy();
    else guest.bindNextGen();
  };
  const begin = (text) => {
    guest.input = guest.parse(text);
    guest.logLeft = guest.input.logBytes;
    if (guest.api === "gateway") guest.beginGateway();
    const { variables } = guest.input;
    if (variables === undefined) return;
    const wrap = guest.api === "legacy" ? guest.toJava : guest.plain;
    for (const name of Object.keys(variables)) guest.bindNow(name, wrap(variables[name]));
  };
  const headerMap = (lists) => {
    const map = new guest.CaseInsensitiveMap();
    for (const [name, list] of Object.entries(lists)) map.put(name, new guest.JavaList(list));
    return map;
  };

  const goToVariable = () => {
    const value = variables.goTo();
    if (value === undefined || value === null) return null;
    if (typeof value === "string" || value instanceof String) return String(value);
    return guest.invalid("Script must set 'outcome' to a string.");
  };
  const auditDetail = () => {
    const value = variables.detail();
    if (value === undefined || value === null) return null;
    const detail = guest.plain(value);
    if (typeof detail === "string" || guest.isMap(detail)) return detail;
    return guest.invalid("Invalid auditEntryDetail type from script");
  };

  const result = () => {
    const answer =
      guest.api === "legacy"
        ? guest.legacyAnswer(variables.action(), goToVariable)
        : guest.nextGenAnswer(goToVariable);
    for (const putBack of guest.putBacks) putBack();
    return {
      ...answer,
      goTo: undefined,
      outcome: answer.goTo,
      sessionProperties: Object.fromEntries(answer.sessionProperties),
      stateChanges: guest.changes,
      logs: guest.logs,
      auditEntryDetail: auditDetail(),
      variables: variableValues(),
    };
  };

  /** The variables that were given are read again; a script may also have declared them anew. */
  const variableValues = () => {
    const { variables } = guest.input;
    if (variables === undefined) return undefined;
    return Object.fromEntries(Object.keys(variables).map((name) => [name, guest.plain(evaluate(name))]));
  };
  const evaluate = eval;

  /** Once the journey waits and its link is known, the script's handler is told. */
  const tellHandler = (value) => {
    const resumeUri = guest.call("suspended", value);
    // Called as a method it would be handed the guest itself.
    const { suspendHandler } = guest;
    suspendHandler(resumeUri);
    return { suspended: true };
  };

  /** What the function around a gateway script returned. */
  const settle = (value) => guest.gatewayAnswer.settle(value);
  const finish = () => {
    try {
      if (guest.api === "gateway") return guest.stringify(guest.gatewayAnswer.finish(described));
      const value = result();
      if (guest.failure !== null) return guest.stringify({ failure: guest.failure });
      if (guest.suspendHandler === null) return guest.stringify({ result: value });
      const told = tellHandler(value);
      return guest.stringify(guest.failure === null ? told : { failure: guest.failure });
    } catch (thrown) {
      return fail(thrown);
    }
  };
  const fail = (thrown) => {
    if (guest.api !== "gateway") return guest.stringify({ failure: guest.failure ?? described(thrown) });
    guest.outcome = { state: "threw", thrown };
    return guest.stringify(guest.gatewayAnswer.finish(described));
  };

  const described = (thrown) => {
    try {
      const isObject = typeof thrown === "object" && thrown !== null;
      const name = isObject ? String(thrown.name) : "";
      const message = isObject ? name + ": " + String(thrown.message) : String(thrown);
      const stack = isObject ? String(thrown.stack) : "";
      const found = place.exec(stack);
      const failure = { code: codeOf(name, message, stack), message: message.slice(0, longestText) };
      if (found === null) return failure;
      const [line, column] = [Number(found[1]), Number(found[2])];
      return { ...failure, line, column: line === 1 ? column - (guest.input.columnOffset ?? 0) : column };
    } catch {
      return { code: "threw", message: "a value that cannot be shown" };
    }
  };
  /** The engine's own words; a parse error has no frame but the place itself. */
  const codeOf = (name, message, stack) => {
    if (name === "InternalError" && message.startsWith("InternalError: out of memory")) return "out-of-memory";
    return name === "SyntaxError" && stack.trimStart().startsWith("at script:") ? "syntax" : "threw";
  };

  return { prepare, begin, settle, finish, fail };
}`;
