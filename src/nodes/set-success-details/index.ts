import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { detailsOf } from "../details.ts";

/** What clients take the answer by. */
const reserved = ["tokenId", "realm", "successUrl"];

const answerKey = z
  .string()
  .min(1)
  .max(200)
  .refine((key) => !reserved.includes(key), `is one of ${reserved.join(", ")}, which only the server sets`);

const config = z.object({
  successDetails: z.record(answerKey, z.string().max(4_096)).default({}).meta({
    title: "Success Details",
    description: "Further keys of the answer to a success; a value that is JSON is sent as such.",
  }),
  sessionProperties: z.record(answerKey, z.string().min(1).max(200)).default({}).meta({
    title: "Session Properties",
    description: "Further keys of that answer, and the session property that each gets its value from.",
  }),
});

/** Says what else the client is told when the journey succeeds. */
export const setSuccessDetailsNode = node({
  type: "SetSuccessDetailsNode",
  version: 1,
  title: "Set Success Details",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run: () => goTo("outcome", { hooks: [{}] }),
  atEnd({ end, config: { successDetails, sessionProperties: wanted }, sessionProperties }) {
    if (end !== "success") return {};
    const found = Object.entries(wanted).flatMap(([key, property]) => {
      const value = Object.hasOwn(sessionProperties, property) ? sessionProperties[property] : undefined;
      return value === undefined ? [] : [[key, value] as const];
    });
    return { details: { ...detailsOf(successDetails, reserved), ...Object.fromEntries(found) } };
  },
});
