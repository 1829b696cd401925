/** Guest code. The Java callback classes of legacy scripts: made to be sent, or read with the client's answer. */
export const legacyCallbacks = /* js */ `function (guest) {
  const { wire, outputOf } = guest;
  const sent = new WeakMap();
  const answers = new WeakMap();

  class Callback {
    constructor(callback) {
      sent.set(this, callback);
    }
  }
  const field = (callback, name) => outputOf(sent.get(callback), name);
  const answer = (callback) => answers.get(callback) ?? null;
  const answerText = (callback) => (answers.has(callback) ? guest.text(answer(callback)) : null);
  const prompted = (Base) =>
    class extends Base {
      getPrompt() {
        return field(this, "prompt");
      }
    };
  const Prompted = prompted(Callback);

  class NameCallback extends Prompted {
    constructor(prompt, defaultName) {
      super(wire.name(prompt, defaultName));
    }
    getName() {
      return answerText(this);
    }
  }
  class PasswordCallback extends Prompted {
    constructor(prompt, echoOn) {
      super(wire.password(prompt, echoOn));
    }
    getPassword() {
      return answerText(this);
    }
    isEchoOn() {
      return field(this, "echoOn") === true;
    }
  }
  class TextInputCallback extends Prompted {
    constructor(prompt, defaultText) {
      super(wire.textInput(prompt, defaultText));
    }
    getText() {
      return answerText(this);
    }
    getDefaultText() {
      return field(this, "defaultText");
    }
  }
  class ChoiceCallback extends Prompted {
    constructor(prompt, choices, defaultChoice) {
      super(wire.choice(prompt, choices, defaultChoice));
    }
    getSelectedIndexes() {
      return new guest.JavaList([answer(this)].flat().map(Number));
    }
    getChoices() {
      return new guest.JavaList(field(this, "choices") ?? []);
    }
    getDefaultChoice() {
      return field(this, "defaultChoice");
    }
  }
  const messageTypes = { INFORMATION: 0, WARNING: 1, ERROR: 2 };
  class ConfirmationCallback extends Prompted {
    constructor(...parts) {
      super(wire.confirmation(...parts));
    }
    getSelectedIndex() {
      return Number(answer(this) ?? sent.get(this).inputs[0].value);
    }
    setSelectedIndex(index) {
      sent.get(this).inputs[0].value = index;
    }
    getOptions() {
      return new guest.JavaList(field(this, "options") ?? []);
    }
  }
  Object.assign(ConfirmationCallback, messageTypes, { YES: 0, NO: 1, CANCEL: 2, OK: 3 });
  Object.assign(ConfirmationCallback, {
    UNSPECIFIED_OPTION: -1,
    YES_NO_OPTION: 0,
    YES_NO_CANCEL_OPTION: 1,
    OK_CANCEL_OPTION: 2,
  });
  class TextOutputCallback extends Callback {
    constructor(messageType, message) {
      super(wire.textOutput(messageType, message));
    }
    getMessage() {
      return field(this, "message");
    }
    getMessageType() {
      return Number(field(this, "messageType"));
    }
  }
  Object.assign(TextOutputCallback, messageTypes);
  class ScriptTextOutputCallback extends TextOutputCallback {
    constructor(javascript) {
      super("4", javascript);
    }
  }
  class HiddenValueCallback extends Callback {
    constructor(id, value) {
      super(wire.hiddenValue(id, value));
    }
    getId() {
      return field(this, "id");
    }
    getValue() {
      return answers.has(this) ? answerText(this) : field(this, "value");
    }
  }
  class MetadataCallback extends Callback {
    constructor(data) {
      super(wire.metadata(data));
    }
    getOutputValue() {
      return new guest.JsonValue(field(this, "data"));
    }
  }
  class RedirectCallback extends Callback {
    constructor(...parts) {
      super(wire.redirect(...parts));
    }
  }
  class PollingWaitCallback extends Callback {
    constructor(waitTime, message) {
      super(wire.pollingWait(waitTime, message));
    }
    static makeCallback() {
      let waitTime = "";
      let message = "";
      const builder = {
        withWaitTime: (value) => ((waitTime = value), builder),
        withMessage: (value) => ((message = value), builder),
        build: () => new PollingWaitCallback(waitTime, message),
      };
      return builder;
    }
  }
  class SuspendedTextOutputCallback extends TextOutputCallback {
    constructor(messageType, message) {
      super(messageType, message);
      sent.set(this, wire.suspendedTextOutput(messageType, message));
    }
  }
  class LanguageCallback extends Callback {
    constructor(language, country) {
      super(wire.language(language, country));
    }
    getLocale() {
      const values = sent.get(this).values ?? {};
      return [values.Language, values.Country].filter((part) => part != null && part !== "").join("_");
    }
  }
  class IdPCallback extends Callback {
    constructor(...parts) {
      super(wire.idP(...parts));
    }
    getProvider() {
      return field(this, "provider");
    }
    getToken() {
      return sent.get(this).values?.token ?? null;
    }
    getTokenType() {
      return sent.get(this).values?.token_type ?? null;
    }
  }
  const validatedClass = (make) =>
    class extends Prompted {
      constructor(...parts) {
        super(make(...parts));
      }
      isValidateOnly() {
        return sent.get(this).values?.validateOnly === true;
      }
      getValue() {
        return answerText(this);
      }
      getUsername() {
        return answerText(this);
      }
      getPassword() {
        return answerText(this);
      }
    };
  /** Classes whose callbacks cannot be told to a client over JSON. */
  const notInJson = (make) =>
    class extends Callback {
      constructor() {
        super(make());
      }
    };
  const attributeClass = (make) =>
    class extends Prompted {
      constructor(...parts) {
        super(make(...parts));
      }
      getName() {
        return field(this, "name");
      }
      getValue() {
        return answers.has(this) ? answer(this) : field(this, "value");
      }
    };

  const packages = {
    "javax.security.auth.callback": {
      NameCallback,
      PasswordCallback,
      TextInputCallback,
      ChoiceCallback,
      ConfirmationCallback,
      TextOutputCallback,
      LanguageCallback,
    },
    "com.sun.identity.authentication.callbacks": { HiddenValueCallback, ScriptTextOutputCallback },
    "com.sun.identity.authentication.spi": {
      MetadataCallback,
      RedirectCallback,
      HttpCallback: notInJson(wire.http),
      X509CertificateCallback: notInJson(wire.x509Certificate),
    },
    "org.forgerock.openam.authentication.callbacks": {
      PollingWaitCallback,
      IdPCallback,
      ValidatedPasswordCallback: validatedClass(wire.validatedPassword),
      ValidatedUsernameCallback: validatedClass(wire.validatedUsername),
      StringAttributeInputCallback: attributeClass(wire.stringAttributeInput),
      NumberAttributeInputCallback: attributeClass(wire.numberAttributeInput),
      BooleanAttributeInputCallback: attributeClass(wire.booleanAttributeInput),
    },
  };
  const byName = Object.assign(Object.create(null), ...Object.values(packages));
  byName.SuspendedTextOutputCallback = SuspendedTextOutputCallback;
  byName.ValidatedCreatePasswordCallback = byName.ValidatedPasswordCallback;
  byName.ValidatedCreateUsernameCallback = byName.ValidatedUsernameCallback;
  guest.beans(Callback, Prompted, ...Object.values(byName));

  guest.SuspendedTextOutputCallback = SuspendedTextOutputCallback;
  guest.callbackPackages = packages;
  guest.isCallback = (value) => value instanceof Callback;
  guest.wireOf = (callback) => sent.get(callback) ?? guest.invalid("Action.send takes callbacks only");
  /** The answered callbacks as the list that legacy scripts read. */
  guest.legacyCallbacks = () =>
    new guest.JavaList(
      guest.input.callbacks.map((callback) => {
        const object = Object.create((byName[callback.type] ?? Callback).prototype);
        sent.set(object, callback);
        answers.set(object, callback.value);
        return object;
      }),
    );
}`;
