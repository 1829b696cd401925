/** Guest code. The next-gen API (evaluator version 2.0): action, callbacksBuilder, callbacks and its bindings. */
export const nextGen = /* js */ `function (guest) {
  const { text, wire } = guest;
  const { JavaList, JavaMap } = guest;
  const sent = [];
  const answer = { goTo: null, callbacks: sent, sessionProperties: new Map() };

  const setter = (name, convert) => (value) => {
    answer[name] = convert(value);
    return action;
  };
  const action = {
    goTo: setter("goTo", text),
    putSessionProperty: (key, value) => (answer.sessionProperties.set(text(key), text(value)), action),
    removeSessionProperty: (key) => (answer.sessionProperties.set(text(key), null), action),
    withMaxSessionTime: setter("maxSessionTime", guest.minutes),
    withMaxIdleTime: setter("maxIdleTime", guest.minutes),
    withErrorMessage: setter("errorMessage", text),
    withLockoutMessage: setter("lockoutMessage", text),
    withIdentifiedUser: setter("identifiedUser", text),
    withIdentifiedAgent: () => guest.unsupported("action.withIdentifiedAgent"),
    withStage: setter("stage", text),
    withHeader: setter("header", text),
    withDescription: setter("description", text),
    suspend: (message, handler, minutes) => {
      const isHandler = typeof handler === "function";
      if (handler != null && !isHandler) throw new TypeError("action.suspend takes a function of the resume URI");
      answer.suspension = { message: text(message), handler: isHandler };
      if (minutes != null) answer.suspension.minutes = guest.suspendMinutes(minutes);
      guest.suspendHandler = isHandler ? handler : null;
      return action;
    },
  };

  const callbacksBuilder = {};
  for (const name of Object.keys(wire)) {
    callbacksBuilder[name + "Callback"] = (...parts) => void sent.push(wire[name](...parts));
  }

  const list = (type, convert) => () =>
    new JavaList(guest.input.callbacks.filter((callback) => callback.type === type).map(convert));
  const value = (convert) => (callback) => convert(callback.value);
  const truth = (given) => given === true || given === "true";
  const input = (callback, suffix) => callback.values?.[suffix] ?? null;
  const validated = (callback) => ({
    value: text(callback.value),
    validateOnly: truth(input(callback, "validateOnly")),
  });
  const identityProvider = (callback) => {
    const output = (name) => guest.outputOf(callback, name);
    return {
      nodeName: null,
      provider: output("provider"),
      clientId: output("clientId"),
      redirectUri: output("redirectUri"),
      scope: output("scopes"),
      nonce: output("nonce"),
      request: output("request"),
      requestUri: output("requestUri"),
      acrValues: output("acrValues"),
      token: input(callback, "token"),
      tokenType: input(callback, "token_type"),
      userInfo: input(callback, "user_info"),
      requestNativeAppForUserInfo: output("requestNativeAppForUserInfo") === true,
    };
  };
  const callbacks = {
    isEmpty: () => guest.input.callbacks.length === 0,
    getNameCallbacks: list("NameCallback", value(text)),
    getPasswordCallbacks: list("PasswordCallback", value(text)),
    getTextInputCallbacks: list("TextInputCallback", value(text)),
    getStringAttributeInputCallbacks: list("StringAttributeInputCallback", value(text)),
    getNumberAttributeInputCallbacks: list("NumberAttributeInputCallback", value(Number)),
    getBooleanAttributeInputCallbacks: list("BooleanAttributeInputCallback", value(truth)),
    getConfirmationCallbacks: list("ConfirmationCallback", value(Number)),
    getChoiceCallbacks: list("ChoiceCallback", value((given) => new JavaList([given].flat().map(Number)))),
    getHiddenValueCallbacks: () => {
      const values = new JavaMap();
      for (const callback of guest.input.callbacks) {
        if (callback.type === "HiddenValueCallback") values.put(guest.outputOf(callback, "id"), text(callback.value));
      }
      return values;
    },
    getLanguageCallbacks: list("LanguageCallback", (callback) =>
      [input(callback, "Language"), input(callback, "Country")].filter((part) => part !== null && part !== "").join("_"),
    ),
    getDeviceProfileCallbacks: list("DeviceProfileCallback", value(text)),
    getSelectIdPCallbacks: list("SelectIdPCallback", value(text)),
    getConsentMappingCallbacks: list("ConsentMappingCallback", value(truth)),
    getTermsAndConditionsCallbacks: list("TermsAndConditionsCallback", value(truth)),
    getValidatedUsernameCallbacks: list("ValidatedCreateUsernameCallback", validated),
    getValidatedPasswordCallbacks: list("ValidatedCreatePasswordCallback", validated),
    getIdpCallbacks: list("IdPCallback", identityProvider),
    getKbaCreateCallbacks: list("KbaCreateCallback", (callback) => ({
      selectedQuestion: text(input(callback, "question")),
      selectedAnswer: text(input(callback, "answer")),
    })),
    getHttpCallbacks: () => guest.unsupported("callbacks.getHttpCallbacks"),
    getX509CertificateCallbacks: () => guest.unsupported("callbacks.getX509CertificateCallbacks"),
  };

  guest.bindNextGen = () => {
    guest.bind("nodeState", () => guest.nodeState(guest.plain));
    guest.bindNow("action", action);
    guest.bindNow("callbacksBuilder", callbacksBuilder);
    guest.bindNow("callbacks", callbacks);
    guest.bindNow("utils", guest.utils);
    guest.bindNow("logger", guest.logger(guest.slf4jLevels));
    guest.bindNow("httpClient", guest.httpClient);
    guest.bindNow("idRepository", guest.idRepository);
    guest.bindNow("jwtAssertion", guest.jwtAssertion);
    guest.bindNow("jwtValidator", guest.jwtValidator);
    guest.bindNow("require", guest.require);
    guest.bind("requestCookies", () => guest.cookieMap(guest.input.requestCookies));
    guest.bind("cookieName", () => guest.input.cookieName);
    for (const name of ["openidm", "policy"]) guest.bindNow(name, guest.later(name));
  };

  /** A suspension wins over callbacks, callbacks over goTo, and goTo over the variable outcome. */
  guest.nextGenAnswer = (readOutcome) => {
    if (answer.suspension !== undefined) return { ...answer, goTo: null, callbacks: [] };
    guest.suspendHandler = null;
    answer.goTo = sent.length > 0 ? null : (answer.goTo ?? readOutcome());
    return answer;
  };
}`;
