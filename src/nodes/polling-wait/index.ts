import { z } from "zod";
import {
  type Action,
  answerNumber,
  confirmationCallback,
  goTo,
  integerOf,
  type NodeContext,
  notPressed,
  pollingWaitCallback,
  send,
} from "../../journey/index.ts";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";
import type { NodeServices } from "../services.ts";

const config = z.object({
  secondsToWait: z.int().min(0).max(86_400).default(8).meta({
    title: "Seconds To Wait",
    description: "How long the client waits before it comes back.",
  }),
  spamDetectionEnabled: z.boolean().default(false).meta({
    title: "Enable Spam Detection",
    description: "Leave by SPAM when the client comes back early too often.",
  }),
  spamDetectionTolerance: z.int().min(0).max(1_000).default(3).meta({
    title: "Spam Tolerance",
    description: "How often the client may come back early.",
  }),
  waitingMessage: localisedText.meta({
    title: "Waiting Message",
    description: "What is shown meanwhile, by locale; {{time}} is the number of seconds.",
  }),
  exitable: z.boolean().default(false).meta({ title: "Exitable", description: "Show a button that ends the waiting." }),
  exitMessage: localisedText.meta({ title: "Exit Message", description: "Label of that button, by locale." }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Makes the client wait, and come back. */
export const pollingWaitNode = node({
  type: "PollingWaitNode",
  version: 1,
  title: "Polling Wait Node",
  tags: ["utilities"],
  config,
  outcomes: ({ exitable, spamDetectionEnabled }) => ({
    DONE: "Done",
    ...(exitable ? { EXITED: "Exit" } : {}),
    ...(spamDetectionEnabled ? { SPAM: "Spam" } : {}),
  }),
  reads: [],
  writes: ["*"],
  run(context) {
    const { config, answers, node: self, services, state } = context;
    const keys = { end: `${self.id}.end_time`, early: `${self.id}.spam_count` };
    const leave = (outcome: string): Action => {
      for (const key of Object.values(keys)) state.remove(key);
      return goTo(outcome);
    };
    const now = services.clock.now();
    const end = integerOf(state.get(keys.end));
    if (answers === null || end === null) {
      state.putShared(keys.end, now + config.secondsToWait * 1000);
      state.putShared(keys.early, 0);
      return wait(context);
    }
    if (config.exitable && answerNumber(answers[1]) === 0) return leave("EXITED");
    const early = (integerOf(state.get(keys.early)) ?? 0) + (now < end ? 1 : 0);
    if (config.spamDetectionEnabled && early > config.spamDetectionTolerance) return leave("SPAM");
    if (now >= end) return leave("DONE");
    state.putShared(keys.early, early);
    return wait(context);
  },
});

function wait({ config, request: { locales } }: Context): Action {
  const { secondsToWait, exitable } = config;
  const message = localise(config.waitingMessage, locales) || "Waiting for response...";
  const waiting = pollingWaitCallback(secondsToWait * 1000, message.replaceAll("{{time}}", String(secondsToWait)));
  if (!exitable) return send([waiting]);
  return send([waiting, confirmationCallback([localise(config.exitMessage, locales) || "Cancel"], 0, notPressed)]);
}
