/** Guest code. The legacy API (evaluator version 1.0): its Action builder and its bindings. */
export const legacy = /* js */ `function (guest) {
  const { text } = guest;
  const answers = new WeakMap();
  class Action {
    static goTo(target) {
      return new ActionBuilder({ goTo: text(target), callbacks: [] });
    }
    static send(...callbacks) {
      const wires = callbacks.flatMap((callback) => (Array.isArray(callback) ? [...callback] : [callback])).map(guest.wireOf);
      return new ActionBuilder({ goTo: null, callbacks: wires });
    }
    static suspend() {
      return guest.unsupported("Action.suspend");
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
    build() {
      const action = new Action();
      answers.set(action, this.#answer);
      return action;
    }
  }
  const later = [
    "withMaxTreeDuration",
    "replaceSharedState",
    "replaceTransientState",
    "addWebhook",
    "addSessionHook",
    "addNodeType",
  ];
  for (const name of later) guest.define(ActionBuilder.prototype, name, () => guest.unsupported("Action." + name));

  guest.Action = Action;

  guest.bindLegacy = () => {
    const { input } = guest;
    guest.bind("nodeState", () => guest.nodeState((value) => new guest.JsonValue(value)));
    guest.bind("sharedState", () => guest.stateCopy("shared", input.sharedState));
    guest.bind("transientState", () => guest.stateCopy("transient", input.transientState));
    guest.bind("callbacks", guest.legacyCallbacks);
    guest.bind("logger", () =>
      guest.logger([["message", "debug"], ["warning", "warn"], ...guest.slf4jLevels]),
    );
    for (const name of ["httpClient", "idRepository", "secrets", "systemEnv"]) guest.bind(name, () => guest.later(name));
    guest.bindJava();
  };

  /** An action wins over the variable outcome. */
  guest.legacyAnswer = (action, readOutcome) => {
    if (action === undefined || action === null) {
      return { goTo: readOutcome(), callbacks: [], sessionProperties: new Map() };
    }
    const answer = answers.get(action);
    return answer ?? guest.invalid("Script must set 'action' to an Action; is .build() missing?");
  };
}`;
