/** Guest code. The next-gen API (evaluator version 2.0): action, callbacksBuilder, callbacks, utils and its bindings. */
export const nextGen = /* js */ `function (guest) {
  const { text, wire } = guest;
  const { JavaList, JavaMap } = guest;

  const makeAction = () => {
    const answer = { goTo: null, callbacks: guest.sent, sessionProperties: new Map() };
    const setter = (name, convert) => (value) => {
      answer[name] = convert(value);
      return action;
    };
    const later = (name) => () => guest.unsupported("action." + name);
    const action = {
      goTo: setter("goTo", text),
      putSessionProperty: (key, value) => (answer.sessionProperties.set(text(key), text(value)), action),
      removeSessionProperty: (key) => (answer.sessionProperties.set(text(key), null), action),
      withMaxSessionTime: setter("maxSessionTime", guest.minutes),
      withMaxIdleTime: setter("maxIdleTime", guest.minutes),
      withErrorMessage: setter("errorMessage", text),
      withLockoutMessage: setter("lockoutMessage", text),
      withIdentifiedUser: setter("identifiedUser", text),
      withStage: setter("stage", text),
      withHeader: setter("header", text),
      withDescription: setter("description", text),
      withIdentifiedAgent: later("withIdentifiedAgent"),
      suspend: later("suspend"),
    };
    guest.nextGenAction = answer;
    return action;
  };

  const offered = Object.keys(wire);
  const laterCallbacks = [
    "suspendedTextOutput",
    "language",
    "idP",
    "validatedPassword",
    "validatedUsername",
    "http",
    "x509Certificate",
    "consentMapping",
    "deviceProfile",
    "kbaCreate",
    "selectIdP",
    "termsAndConditions",
  ];
  const makeBuilder = () => {
    const builder = {};
    for (const name of offered) builder[name + "Callback"] = (...parts) => void guest.sent.push(wire[name](...parts));
    for (const name of laterCallbacks) {
      builder[name + "Callback"] = () => guest.unsupported("callbacksBuilder." + name + "Callback");
    }
    return builder;
  };

  const laterAnswers = [
    "Language",
    "Http",
    "DeviceProfile",
    "SelectIdP",
    "ConsentMapping",
    "TermsAndConditions",
    "ValidatedUsername",
    "ValidatedPassword",
    "Idp",
    "X509Certificate",
    "KbaCreate",
  ];
  const makeCallbacks = () => {
    const { callbacks } = guest.input;
    const list = (type, convert) => () =>
      new JavaList(callbacks.filter((callback) => callback.type === type).map((callback) => convert(callback.value)));
    const bindings = {
      isEmpty: () => callbacks.length === 0,
      getNameCallbacks: list("NameCallback", text),
      getPasswordCallbacks: list("PasswordCallback", text),
      getTextInputCallbacks: list("TextInputCallback", text),
      getStringAttributeInputCallbacks: list("StringAttributeInputCallback", text),
      getNumberAttributeInputCallbacks: list("NumberAttributeInputCallback", Number),
      getBooleanAttributeInputCallbacks: list("BooleanAttributeInputCallback", (value) => value === true),
      getConfirmationCallbacks: list("ConfirmationCallback", Number),
      getChoiceCallbacks: list("ChoiceCallback", (value) => new JavaList([value].flat().map(Number))),
      getHiddenValueCallbacks: () => {
        const values = new JavaMap();
        for (const callback of callbacks) {
          if (callback.type === "HiddenValueCallback") values.put(guest.outputOf(callback, "id"), text(callback.value));
        }
        return values;
      },
    };
    for (const name of laterAnswers) {
      bindings["get" + name + "Callbacks"] = () => guest.unsupported("callbacks.get" + name + "Callbacks");
    }
    return bindings;
  };

  guest.bindNextGen = () => {
    guest.sent = [];
    guest.nextGenAction = { goTo: null, callbacks: guest.sent, sessionProperties: new Map() };
    guest.bind("nodeState", () => guest.nodeState(guest.plain));
    guest.bind("action", makeAction);
    guest.bind("callbacksBuilder", makeBuilder);
    guest.bind("callbacks", makeCallbacks);
    guest.bind("utils", guest.makeUtils);
    guest.bind("logger", () => guest.logger(guest.slf4jLevels));
    guest.bind("requestCookies", () => new JavaMap(guest.input.requestCookies));
    guest.bind("cookieName", () => guest.input.cookieName);
    const later = [
      "httpClient",
      "idRepository",
      "openidm",
      "policy",
      "secrets",
      "systemEnv",
      "jwtAssertion",
      "jwtValidator",
      "require",
    ];
    for (const name of later) guest.bind(name, () => guest.later(name));
  };

  /** Callbacks win over goTo, and goTo over the variable outcome. */
  guest.nextGenAnswer = (readOutcome) => {
    const answer = guest.nextGenAction;
    return { ...answer, goTo: answer.callbacks.length > 0 ? null : (answer.goTo ?? readOutcome()) };
  };
}`;
