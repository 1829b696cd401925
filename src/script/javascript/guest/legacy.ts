/** Guest code. The legacy API (evaluator version 1.0): its Action builder and its bindings. */
export const legacy = /* js */ `function (guest) {
  const { suspendMinutes, text } = guest;
  const answers = new WeakMap();
  /**
   * The handler says what the client is shown. It runs before there is a link, with one that stands for it; what it would
   * do with the stand-in outside the sandbox cannot be right, so it may do nothing there.
   */
  const suspensionOf = (handle, minutes) => {
    const placeholder = "https://resume.invalid/" + guest.call("randomUuid");
    const host = guest.host;
    guest.host = () => guest.unsupported("Action.suspend.handler.calls");
    const message = shownText(handle(placeholder));
    guest.host = host;
    return { message, placeholder, handler: false, ...(minutes === undefined ? {} : { minutes }) };
  };
  const shownText = (value) => (guest.isCallback(value) ? guest.text(value.getMessage?.()) : text(value));

  class Action {
    static goTo(target) {
      return new ActionBuilder({ goTo: text(target), callbacks: [] });
    }
    static send(...callbacks) {
      const wires = callbacks.flatMap((callback) => (Array.isArray(callback) ? [...callback] : [callback])).map(guest.wireOf);
      return new ActionBuilder({ goTo: null, callbacks: wires });
    }
    /** The handler gets the resume URI and returns the callback, or the text, that the client is shown. */
    static suspend(handler, duration) {
      const handle = typeof handler === "function" ? handler : handler?.handle?.bind(handler);
      if (typeof handle !== "function") throw new TypeError("Action.suspend takes a function of the resume URI");
      const minutes = duration === undefined || duration === null ? {} : { minutes: suspendMinutes(duration) };
      return new ActionBuilder({ goTo: null, callbacks: [], handle, ...minutes });
    }
  }

  class ActionBuilder {
    #answer;
    constructor(answer) {
      this.#answer = { sessionProperties: new Map(), ...answer };
    }
    #with(name, value) {
      this.#answer[name] = value;
      return this;
    }
    putSessionProperty(key, value) {
      this.#answer.sessionProperties.set(text(key), text(value));
      return this;
    }
    removeSessionProperty(key) {
      this.#answer.sessionProperties.set(text(key), null);
      return this;
    }
    withErrorMessage(value) {
      return this.#with("errorMessage", text(value));
    }
    withLockoutMessage(value) {
      return this.#with("lockoutMessage", text(value));
    }
    withHeader(value) {
      return this.#with("header", text(value));
    }
    withDescription(value) {
      return this.#with("description", text(value));
    }
    withStage(value) {
      return this.#with("stage", text(value));
    }
    withUniversalId(value) {
      return this.#with("universalId", text(value));
    }
    withIdentifiedIdentity(user) {
      return this.#with("identifiedUser", text(user));
    }
    withMaxSessionTime(value) {
      return this.#with("maxSessionTime", guest.minutes(value));
    }
    withMaxIdleTime(value) {
      return this.#with("maxIdleTime", guest.minutes(value));
    }
    withMaxTreeDuration(value) {
      return this.#with("maxTreeDuration", guest.minutes(value));
    }
    addWebhook(name) {
      return this.#with("logoutWebhook", text(name));
    }
    /** Takes effect when the script ends, before what it put into its copies. */
    replaceSharedState(values) {
      guest.replaceState("shared", values);
      return this;
    }
    replaceTransientState(values) {
      guest.replaceState("transient", values);
      return this;
    }
    build() {
      const action = new Action();
      answers.set(action, this.#answer);
      return action;
    }
  }
  const later = ["addSessionHook", "addNodeType"];
  for (const name of later) guest.define(ActionBuilder.prototype, name, () => guest.unsupported("Action." + name));

  guest.Action = Action;

  guest.bindLegacy = () => {
    guest.bind("nodeState", () => guest.nodeState((value) => new guest.JsonValue(value)));
    guest.bind("sharedState", () => guest.stateCopy("shared", guest.input.sharedState));
    guest.bind("transientState", () => guest.stateCopy("transient", guest.input.transientState));
    guest.bind("callbacks", guest.legacyCallbacks);
    guest.bindNow("logger", guest.logger([["message", "debug"], ["warning", "warn"], ...guest.slf4jLevels]));
    guest.bindNow("httpClient", guest.legacyHttpClient);
    guest.bindNow("idRepository", guest.legacyIdRepository);
    guest.bindJava();
  };

  /** An action wins over the variable outcome. */
  guest.legacyAnswer = (action, readOutcome) => {
    if (action === undefined || action === null) {
      return { goTo: readOutcome(), callbacks: [], sessionProperties: new Map() };
    }
    const answer = answers.get(action);
    if (answer === undefined) return guest.invalid("Script must set 'action' to an Action; is .build() missing?");
    const { handle, minutes, ...rest } = answer;
    return handle === undefined ? rest : { ...rest, suspension: suspensionOf(handle, minutes) };
  };
}`;
