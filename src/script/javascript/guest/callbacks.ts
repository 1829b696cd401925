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
  const textOutput = (messageType, message) =>
    wire("TextOutputCallback", { message: text(message), messageType: text(messageType) });

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
  };

  /** The output field of a callback that was sent, or null. */
  guest.outputOf = (callback, name) => (callback.output ?? []).find((field) => field.name === name)?.value ?? null;
}`;
