/**
 * Guest code. Callbacks in PingAM's wire shape: `output` and `inputs` are lists of name and value. Input names are
 * suffixes: the journey puts `IDToken` and the position before them.
 */
export const callbacks = /* js */ `function (guest) {
  const { text } = guest;
  const wire = (type, output, ...inputs) => ({
    type,
    output: Object.entries(output).map(([name, value]) => ({ name, value })),
    inputs: inputs.map(([name, value]) => ({ name, value })),
  });
  const whole = (value) => {
    const number = Number(value ?? 0);
    if (!Number.isInteger(number)) throw new TypeError("Expected a whole number, got " + value);
    return number;
  };
  const texts = (values) => [...(values ?? [])].map(text);
  const policyTexts = (policies) =>
    [...(policies ?? [])].map((policy) => (typeof policy === "string" ? policy : guest.stringify(policy)));

  /** The overloads [, policies, validateOnly][, failedPolicies] of the attribute callbacks. */
  const policyArguments = (rest) => {
    const [policies, validateOnly] = rest.length >= 2 ? rest : [{}, false];
    const failedPolicies = rest.length === 1 ? rest[0] : rest[2];
    return {
      policies: guest.plain(policies ?? {}),
      failedPolicies: policyTexts(failedPolicies),
      validateOnly: validateOnly === true,
    };
  };
  const validatedInput = (type, output, rest) => {
    const policies = policyArguments(rest);
    return wire(type, { ...output, ...policies }, ["", ""], ["validateOnly", policies.validateOnly]);
  };
  /** No client can answer these over JSON (PingAM says 400). */
  const notInJson = (name) => () => guest.unsupported(name);
  const consentMapping = (...parts) => {
    if (parts.length > 3) {
      const [name, displayName, icon, accessLevel, titles, message, isRequired] = parts;
      return consent({ name, displayName, icon, accessLevel, fields: titles }, message, isRequired);
    }
    return consent(...parts);
  };
  const consent = (config, message, isRequired) => {
    const { name, displayName, icon, accessLevel, fields } = guest.plain(config ?? {});
    const output = {
      name: text(name),
      displayName: text(displayName),
      icon: text(icon),
      accessLevel: text(accessLevel),
      isRequired: isRequired === true,
      fields: fields ?? [],
      message: text(message),
    };
    return wire("ConsentMappingCallback", output, ["", false]);
  };
  const attributeInput = (type, convert) => (name, prompt, value, required, ...rest) => {
    const converted = value === null || value === undefined ? null : convert(value);
    const policies = policyArguments(rest);
    return wire(
      type,
      { name: text(name), prompt: text(prompt), required: required === true, ...policies, value: converted },
      ["", converted],
      ["validateOnly", policies.validateOnly],
    );
  };
  const textOutputOf = (type) => (messageType, message) =>
    wire(type, { message: text(message), messageType: text(messageType) });
  const textOutput = textOutputOf("TextOutputCallback");

  guest.wire = {
    name: (prompt, defaultName) => wire("NameCallback", { prompt: text(prompt) }, ["", text(defaultName)]),
    password: (prompt, echoOn) =>
      wire("PasswordCallback", { prompt: text(prompt), echoOn: echoOn === true }, ["", ""]),
    textInput: (prompt, defaultText) => {
      const output = { prompt: text(prompt) };
      if (defaultText !== undefined && defaultText !== null) output.defaultText = text(defaultText);
      return wire("TextInputCallback", output, ["", ""]);
    },
    choice: (prompt, choices, defaultChoice) =>
      wire(
        "ChoiceCallback",
        { prompt: text(prompt), choices: texts(choices), defaultChoice: whole(defaultChoice) },
        ["", whole(defaultChoice)],
      ),
    /** The overloads [prompt,] messageType, optionType or options[], defaultOption. */
    confirmation: (...parts) => {
      const [prompt, messageType, options, defaultOption] = parts.length >= 4 ? parts : ["", ...parts];
      const named = typeof options === "object" && options !== null;
      const output = {
        prompt: text(prompt),
        messageType: whole(messageType),
        options: named ? texts(options) : [],
        optionType: named ? -1 : whole(options),
        defaultOption: whole(defaultOption),
      };
      return wire("ConfirmationCallback", output, ["", 0]);
    },
    textOutput,
    scriptTextOutput: (javascript) => textOutput("4", javascript),
    hiddenValue: (id, value) => wire("HiddenValueCallback", { value: text(value), id: text(id) }, ["", text(id)]),
    metadata: (data) => wire("MetadataCallback", { data: guest.plain(data) }),
    pollingWait: (waitTime, message) =>
      wire("PollingWaitCallback", { waitTime: text(waitTime), message: text(message) }),
    redirect: (url, data, method, ...rest) => {
      const output = {
        redirectUrl: text(url),
        redirectMethod: text(method ?? "GET"),
        trackingCookie: rest[rest.length - 1] === true,
      };
      const fields = guest.plain(data ?? {});
      if (Object.keys(fields).length > 0) output.redirectData = fields;
      return wire("RedirectCallback", output);
    },
    stringAttributeInput: attributeInput("StringAttributeInputCallback", String),
    numberAttributeInput: attributeInput("NumberAttributeInputCallback", Number),
    booleanAttributeInput: attributeInput("BooleanAttributeInputCallback", (value) => value === true),
    suspendedTextOutput: textOutputOf("SuspendedTextOutputCallback"),
    language: (language, country) =>
      wire("LanguageCallback", {}, ["Language", text(language)], ["Country", text(country)]),
    idP: (...parts) => {
      const [provider, clientId, redirectUri, scope, nonce, request, requestUri, acrValues, native, token, type] = parts;
      const output = {
        provider: text(provider),
        clientId: text(clientId),
        redirectUri: text(redirectUri),
        scopes: texts(scope),
        nonce: text(nonce),
        acrValues: texts(acrValues),
        request: text(request),
        requestUri: text(requestUri),
      };
      if (native === true) output.requestNativeAppForUserInfo = true;
      return wire("IdPCallback", output, ["token", text(token)], ["token_type", text(type)]);
    },
    validatedPassword: (prompt, echoOn, ...rest) =>
      validatedInput("ValidatedCreatePasswordCallback", { prompt: text(prompt), echoOn: echoOn === true }, rest),
    validatedUsername: (prompt, ...rest) =>
      validatedInput("ValidatedCreateUsernameCallback", { prompt: text(prompt) }, rest),
    consentMapping,
    deviceProfile: (metadata, location, message) => {
      const output = { metadata: metadata === true, location: location === true, message: text(message) };
      return wire("DeviceProfileCallback", output, ["", ""]);
    },
    kbaCreate: (prompt, questions, own) => {
      const output = { prompt: text(prompt), predefinedQuestions: texts(questions) };
      if (own !== undefined) output.allowUserDefinedQuestions = own === true;
      return wire("KbaCreateCallback", output, ["question", ""], ["answer", ""]);
    },
    selectIdP: (providers) =>
      wire("SelectIdPCallback", { providers: guest.plain([...(providers ?? [])]), value: "" }, ["", ""]),
    termsAndConditions: (version, terms, createDate) => {
      const output = { version: text(version), terms: text(terms), createDate: text(createDate) };
      return wire("TermsAndConditionsCallback", output, ["", false]);
    },
    http: notInJson("HttpCallback"),
    x509Certificate: notInJson("X509CertificateCallback"),
  };

  /** The output field of a callback that was sent, or null. */
  guest.outputOf = (callback, name) => (callback.output ?? []).find((field) => field.name === name)?.value ?? null;
}`;
