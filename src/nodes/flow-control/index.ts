import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  percentageA: z.int().min(0).max(100).default(50).meta({
    title: "Percentage for A",
    description: "How many of a hundred logins leave by outcome A.",
  }),
  outcomeADisplayName: z.string().min(1).max(200).default("A").meta({
    title: "Outcome A Display Name",
    description: "Label of outcome A.",
  }),
  outcomeBDisplayName: z.string().min(1).max(200).default("B").meta({
    title: "Outcome B Display Name",
    description: "Label of outcome B.",
  }),
});

const range = 2 ** 32;

/** Sends a share of the logins one way, and the rest another. */
export const flowControlNode = node({
  type: "FlowControlNode",
  version: 1,
  title: "Flow Control",
  tags: ["utilities"],
  config,
  outcomes: ({ outcomeADisplayName, outcomeBDisplayName }) => ({ A: outcomeADisplayName, B: outcomeBDisplayName }),
  reads: [],
  writes: [],
  run({ config: { percentageA }, services: { random } }) {
    const drawn = random.bytes(4).readUInt32BE();
    return goTo(drawn < (percentageA / 100) * range ? "A" : "B");
  },
});
