import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { detailsOf } from "../details.ts";
import { localise, localisedText } from "../localised.ts";

const config = z.object({
  errorMessage: localisedText.meta({
    title: "Error Message",
    description: "What the client is told instead of Login failure, by locale.",
  }),
  errorDetails: z.record(z.string().min(1).max(200), z.string().max(4_096)).default({}).meta({
    title: "Error Details",
    description: "Further keys of the answer's detail; a value that is JSON is sent as such.",
  }),
});

/** Says what the client is told when the journey ends with an error. */
export const setErrorDetailsNode = node({
  type: "SetErrorDetailsNode",
  version: 1,
  title: "Set Error Details",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run: () => goTo("outcome", { hooks: [{}] }),
  atEnd({ end, config, request: { locales } }) {
    if (end !== "error") return {};
    const message = localise(config.errorMessage, locales);
    return { ...(message === "" ? {} : { message }), details: detailsOf(config.errorDetails, ["failureUrl"]) };
  },
});
