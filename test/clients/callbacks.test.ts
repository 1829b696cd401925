import {
  type AttributeInputCallback,
  CallbackType,
  type ChoiceCallback,
  type ConfirmationCallback,
  type FRCallback,
  type FRStep,
  type HiddenValueCallback,
  type KbaCreateCallback,
  type MetadataCallback,
  type PollingWaitCallback,
  type TermsAndConditionsCallback,
  type TextInputCallback,
  type TextOutputCallback,
  type ValidatedCreatePasswordCallback,
  type ValidatedCreateUsernameCallback,
} from "@forgerock/javascript-sdk";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { demo } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { passwordLogin, putJourney, scripted } from "../harness/journey.ts";
import { type BrowserStandIn, standInForBrowser } from "./browser-stand-in.ts";
import { failureOf, type Sdk, sdks, stepOf, successOf } from "./two-sdks.ts";

/** Journeys of many callbacks, through both of Ping's JavaScript clients and by their own methods. */

const asksEverything = `
if (callbacks.isEmpty()) {
  callbacksBuilder.textOutputCallback(0, "Welcome");
  callbacksBuilder.textInputCallback("Favourite colour?", "blue");
  callbacksBuilder.hiddenValueCallback("proof", "none");
  callbacksBuilder.choiceCallback("Where?", ["here", "there"], 0, false);
  callbacksBuilder.numberAttributeInputCallback("age", "Age", 30, true);
  callbacksBuilder.booleanAttributeInputCallback("updates", "Updates?", false, true);
  callbacksBuilder.metadataCallback({ stage: "everything" });
  callbacksBuilder.confirmationCallback("Go on?", 0, ["Yes", "No"], 1);
} else {
  const told = {
    colour: callbacks.getTextInputCallbacks().get(0),
    proof: callbacks.getHiddenValueCallbacks().get("proof"),
    choice: callbacks.getChoiceCallbacks().get(0)[0],
    age: callbacks.getNumberAttributeInputCallbacks().get(0),
    updates: callbacks.getBooleanAttributeInputCallbacks().get(0),
    confirmed: callbacks.getConfirmationCallbacks().get(0),
  };
  action.putSessionProperty("told", JSON.stringify(told)).goTo("done");
}`;

let deployment: OwnDeployment;
let browser: BrowserStandIn;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      file("realms/alpha/realm.json", (realm) => {
        realm.termsAndConditions = { version: "2", createDate: "2026-01-02T03:04:05Z", texts: { en: "Be kind." } };
        realm.identity = { attributes: { updates: { title: "Send me updates", type: "boolean" } } };
      });
      putJourney(file, "callbacks", {
        nodes: {
          ...passwordLogin("human"),
          human: {
            type: "MessageNode",
            config: { message: { en: "Are you human?" }, messageYes: { en: "Yes" }, messageNo: { en: "No" } },
            to: { true: "sure", false: "failure" },
          },
          sure: {
            type: "ChoiceCollectorNode",
            config: { choices: ["No", "Yes"], defaultChoice: "Yes", prompt: "Are you sure?" },
            to: { Yes: "wait", No: "failure" },
          },
          wait: {
            type: "PollingWaitNode",
            config: {
              secondsToWait: 3,
              waitingMessage: { en: "Please wait {{time}} s" },
              exitable: true,
              exitMessage: { en: "Leave" },
            },
            to: { DONE: "everything", EXITED: "failure" },
          },
          everything: scripted("everything", { done: "success" }),
        },
        scripts: { everything: asksEverything },
      });
      putJourney(file, "registration", {
        nodes: {
          page: {
            type: "PageNode",
            config: { pageHeader: { en: "Sign up" }, stage: "Registration" },
            children: {
              username: ["ValidatedUsernameNode", { validateInput: true }],
              attributes: [
                "AttributeCollectorNode",
                { attributesToCollect: ["givenName", "sn", "mail", "updates"], required: true, validateInputs: true },
              ],
              password: ["ValidatedPasswordNode", { validateInput: true }],
              questions: "KbaCreateNode",
              terms: "AcceptTermsAndConditionsNode",
            },
            to: { outcome: "create" },
          },
          create: {
            type: "CreateObjectNode",
            config: { identityResource: "managed/user" },
            to: { CREATED: "success", FAILURE: "failure" },
          },
        },
      });
      putJourney(file, "password", { nodes: passwordLogin() });
    },
  });
});

afterAll(() => deployment.remove());
afterEach(() => browser.close());

describe.each(sdks)("%s", (_name, connectTo) => {
  async function connect(): Promise<Sdk> {
    browser = standInForBrowser();
    return connectTo(`${deployment.gateway}/am`);
  }

  it("goes through message, choice, polling wait and a script with every kind of input", async () => {
    const sdk = await connect();
    const human = await atMessage(sdk);
    expect(callback<TextOutputCallback>(human, CallbackType.TextOutputCallback).getMessage()).toBe("Are you human?");
    const buttons = callback<ConfirmationCallback>(human, CallbackType.ConfirmationCallback);
    expect(buttons.getOptions()).toEqual(["Yes", "No"]);
    buttons.setOptionIndex(0);

    const sure = stepOf(await sdk.next(human));
    const choice = callback<ChoiceCallback>(sure, CallbackType.ChoiceCallback);
    expect([choice.getPrompt(), choice.getChoices(), choice.getDefaultChoice()]).toEqual([
      "Are you sure?",
      ["No", "Yes"],
      1,
    ]);
    choice.setChoiceValue("Yes");

    let waiting = stepOf(await sdk.next(sure));
    const wait = callback<PollingWaitCallback>(waiting, CallbackType.PollingWaitCallback);
    expect([wait.getMessage(), wait.getWaitTime()]).toEqual(["Please wait 3 s", 3000]);
    waiting = stepOf(await sdk.next(waiting));
    expect(types(waiting), "too early").toEqual(["PollingWaitCallback", "ConfirmationCallback"]);
    await new Promise((resolve) => setTimeout(resolve, 3_100));

    const everything = stepOf(await sdk.next(waiting));
    expect(types(everything)).toEqual([
      "TextOutputCallback",
      "TextInputCallback",
      "HiddenValueCallback",
      "ChoiceCallback",
      "NumberAttributeInputCallback",
      "BooleanAttributeInputCallback",
      "MetadataCallback",
      "ConfirmationCallback",
    ]);
    expect(callback<MetadataCallback>(everything, CallbackType.MetadataCallback).getData()).toEqual({
      stage: "everything",
    });
    callback<TextInputCallback>(everything, CallbackType.TextInputCallback).setInput("green");
    callback<HiddenValueCallback>(everything, CallbackType.HiddenValueCallback).setInputValue("proved");
    callback<ChoiceCallback>(everything, CallbackType.ChoiceCallback).setChoiceIndex(1);
    const age = callback<AttributeInputCallback<number>>(everything, CallbackType.NumberAttributeInputCallback);
    expect([age.getName(), age.getPrompt(), age.isRequired()]).toEqual(["age", "Age", true]);
    age.setValue(44);
    callback<AttributeInputCallback<boolean>>(everything, CallbackType.BooleanAttributeInputCallback).setValue(true);
    callback<ConfirmationCallback>(everything, CallbackType.ConfirmationCallback).setOptionIndex(0);

    const success = successOf(await sdk.next(everything));
    expect(JSON.parse((await sessionProperties(success.getSessionToken() ?? "")).told ?? "")).toEqual({
      colour: "green",
      proof: "proved",
      choice: 1,
      age: 44,
      updates: true,
      confirmed: 0,
    });
  });

  it.each<[string, (sdk: Sdk) => Promise<FRStep>]>([
    ["says no to a message", async (sdk) => pressed(await atMessage(sdk), 1)],
    [
      "leaves a polling wait",
      async (sdk) => {
        const sure = stepOf(await sdk.next(pressed(await atMessage(sdk), 0)));
        return pressed(stepOf(await sdk.next(sure)), 0);
      },
    ],
  ])("gets a LoginFailure when the person %s", async (_what, answered) => {
    const sdk = await connect();
    const failure = failureOf(await sdk.next(await answered(sdk)));
    expect([failure.getCode(), failure.getMessage()]).toEqual([401, "Login failure"]);
  });

  it("registers a user on one page, after telling what is wrong with name and password, and logs in as that user", async () => {
    const sdk = await connect();
    const taken = stepOf(await sdk.start("registration"));
    expect([taken.getHeader(), taken.getStage()]).toEqual(["Sign up", "Registration"]);
    filled(taken, { username: demo.user.name, password: "short" });
    const again = stepOf(await sdk.next(taken));
    const name = callback<ValidatedCreateUsernameCallback>(again, CallbackType.ValidatedCreateUsernameCallback);
    const password = callback<ValidatedCreatePasswordCallback>(again, CallbackType.ValidatedCreatePasswordCallback);
    expect(name.getFailedPolicies()).toMatchObject([{ policyRequirement: "UNIQUE" }]);
    expect(password.getFailedPolicies()).toMatchObject([{ policyRequirement: "MIN_LENGTH" }]);

    const chosen = { username: `new-${Math.random().toString(36).slice(2)}`, password: "a long enough password" };
    filled(again, chosen);
    const success = successOf(await sdk.next(again));
    expect(await sessionProperties(success.getSessionToken() ?? "")).toMatchObject({
      Principal: expect.stringContaining(`id=${chosen.username},`),
    });

    await browser.close();
    const other = await connect();
    const login = stepOf(await other.start("password"));
    login.setCallbackValue(CallbackType.NameCallback, chosen.username);
    login.setCallbackValue(CallbackType.PasswordCallback, chosen.password);
    expect(successOf(await other.next(login)).getRealm()).toBe("/alpha");
  });

  it("shows the terms and the questions of the realm", async () => {
    const page = stepOf(await (await connect()).start("registration"));
    const terms = callback<TermsAndConditionsCallback>(page, CallbackType.TermsAndConditionsCallback);
    expect([terms.getTerms(), terms.getVersion()]).toEqual(["Be kind.", "2"]);
    expect(terms.getCreateDate().toISOString()).toBe("2026-01-02T03:04:05.000Z");
    const [first, second] = page.getCallbacksOfType<KbaCreateCallback>(CallbackType.KbaCreateCallback);
    expect(first?.getPredefinedQuestions()).toHaveLength(3);
    expect([first, second].map((one) => one?.isAllowedUserDefinedQuestions())).toEqual([true, true]);
  });
});

async function atMessage(sdk: Sdk): Promise<FRStep> {
  const page = stepOf(await sdk.start("callbacks"));
  page.setCallbackValue(CallbackType.NameCallback, demo.user.name);
  page.setCallbackValue(CallbackType.PasswordCallback, demo.user.password);
  return stepOf(await sdk.next(page));
}

function pressed(step: FRStep, button: number): FRStep {
  callback<ConfirmationCallback>(step, CallbackType.ConfirmationCallback).setOptionIndex(button);
  return step;
}

function filled(step: FRStep, { username, password }: { username: string; password: string }): void {
  callback<ValidatedCreateUsernameCallback>(step, CallbackType.ValidatedCreateUsernameCallback).setName(username);
  callback<ValidatedCreatePasswordCallback>(step, CallbackType.ValidatedCreatePasswordCallback).setPassword(password);
  const texts = step.getCallbacksOfType<AttributeInputCallback<string>>(CallbackType.StringAttributeInputCallback);
  const values: Record<string, string> = { givenName: "Nia", sn: "New", mail: "nia@contoso.example" };
  for (const text of texts) text.setValue(values[text.getName()] ?? "");
  callback<AttributeInputCallback<boolean>>(step, CallbackType.BooleanAttributeInputCallback).setValue(true);
  const questions = step.getCallbacksOfType<KbaCreateCallback>(CallbackType.KbaCreateCallback);
  questions.forEach((question: KbaCreateCallback, index: number) => {
    question.setQuestion(index === 0 ? (question.getPredefinedQuestions()[0] ?? "") : "A question of my own?");
    question.setAnswer(`answer ${index}`);
  });
  callback<TermsAndConditionsCallback>(step, CallbackType.TermsAndConditionsCallback).setAccepted(true);
}

function callback<Kind extends FRCallback>(step: FRStep, type: CallbackType): Kind {
  return step.getCallbackOfType<Kind>(type);
}

function types(step: FRStep): string[] {
  return step.callbacks.map((one: FRCallback) => one.getType());
}

async function sessionProperties(tokenId: string): Promise<Record<string, string>> {
  const url = `${deployment.gateway}/am/json/realms/root/realms/alpha/sessions/?_action=getSessionInfo`;
  const headers = { "content-type": "application/json", "accept-api-version": "resource=2.0" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ tokenId }) });
  return ((await answer.json()) as { properties: Record<string, string> }).properties;
}
