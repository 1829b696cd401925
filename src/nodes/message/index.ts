import { z } from "zod";
import { answerNumber, confirmationCallback, goTo, send, textOutputCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";

const config = z.object({
  message: localisedText.meta({ title: "Message", description: "What the person is told, by locale." }),
  messageYes: localisedText.meta({ title: "Positive Answer", description: "Label of the first button, by locale." }),
  messageNo: localisedText.meta({ title: "Negative Answer", description: "Label of the second button, by locale." }),
  stateField: z.string().max(200).nullish().meta({
    title: "Shared State Property",
    description: "Shared-state key that gets the index of the button pressed: 0 or 1.",
  }),
});

/** Shows a message and asks for a yes or a no. */
export const messageNode = node({
  type: "MessageNode",
  version: 1,
  title: "Message Node",
  tags: ["utilities"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: [],
  writes: ["*"],
  run({ config: { message, messageYes, messageNo, stateField }, answers, request: { locales }, state }) {
    const pressed = answerNumber(answers?.[1]);
    if (pressed !== 0 && pressed !== 1) {
      const text = localise(message, locales) || "Default message";
      const buttons = [localise(messageYes, locales) || "Yes", localise(messageNo, locales) || "No"];
      return send([textOutputCallback(text), confirmationCallback(buttons, 1)]);
    }
    if (stateField) state.putShared(stateField, pressed);
    return goTo(pressed === 0 ? "true" : "false");
  },
});
