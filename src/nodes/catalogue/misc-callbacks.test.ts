import { expect, it } from "vitest";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { asked, journeyOf } from "../testing/run-journey.ts";

/** The journey that the suites of PingAM's SDKs call TEST_LoginWithMiscCallbacks, as far as their clients see it. */

const sure = { choices: ["Yes", "No"], defaultChoice: "No", prompt: "Are you sure?" };
const login = () =>
  journeyOf(
    {
      username: ["UsernameCollectorNode", {}, { outcome: "password" }],
      password: ["PasswordCollectorNode", {}, { outcome: "check" }],
      check: ["DataStoreDecisionNode", {}, { true: "human", false: "no" }],
      human: ["MessageNode", { message: { en: "Are you human?" } }, { true: "sure", false: "no" }],
      sure: ["ChoiceCollectorNode", sure, { Yes: "really", No: "no" }],
      really: ["ChoiceCollectorNode", sure, { Yes: "wait", No: "no" }],
      wait: [
        "PollingWaitNode",
        { secondsToWait: 2, waitingMessage: { en: "Please wait while we process your request." } },
        { DONE: "ok" },
      ],
    },
    {
      users: usersFake({
        authenticate: async (_realm, _username, password) =>
          password.reveal() === "right"
            ? { ok: true, user: identityFake({ username: "sdkuser" }), universalId: "id=sdkuser" }
            : { ok: false, reason: "wrong-password" },
      }),
    },
  );

it("the journey with callbacks of many kinds lets the user in who answers them all", async () => {
  const { start, answer, clock } = login();
  const username = await start();
  expect(asked(username)).toEqual([["NameCallback", "User Name"]]);
  const password = await answer(username, "sdkuser");
  expect(asked(password)).toEqual([["PasswordCallback", "Password"]]);
  const human = await answer(password, "right");
  expect(asked(human)).toEqual([
    ["TextOutputCallback", "Are you human?", "0"],
    ["ConfirmationCallback", "", 0, ["Yes", "No"], -1, 1],
  ]);
  const sure = await answer(human, "", 0);
  expect(asked(sure)).toEqual([["ChoiceCallback", "Are you sure?", ["Yes", "No"], 1]]);
  const really = await answer(sure, 0);
  expect(asked(really)).toEqual(asked(sure));
  const wait = await answer(really, 0);
  const waiting = [["PollingWaitCallback", "2000", "Please wait while we process your request."]];
  expect(asked(wait)).toEqual(waiting);
  const tooEarly = await answer(wait);
  expect(asked(tooEarly)).toEqual(waiting);
  clock.advance(2000);
  expect(await answer(tooEarly)).toMatchObject({
    kind: "success",
    gathered: { identifiedUser: { username: "sdkuser" } },
  });
});

it.each<[string, readonly (readonly (string | number)[])[]]>([
  ["the password is wrong", [["sdkuser"], ["wrong"]]],
  ["the person is not human", [["sdkuser"], ["right"], ["", 1]]],
  ["the person is not sure", [["sdkuser"], ["right"], ["", 0], [1]]],
  ["the person is not sure the second time", [["sdkuser"], ["right"], ["", 0], [0], [1]]],
])("the journey with callbacks of many kinds fails when %s", async (_case, steps) => {
  const { start, answer } = login();
  let result = await start();
  for (const values of steps) result = await answer(result, ...values);
  expect(result).toMatchObject({ kind: "failure", error: undefined });
});
