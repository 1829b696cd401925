import { z } from "zod";

const names = z.array(z.string());

export const scriptedDecisionConfig = z.object({
  script: z.string().min(1).meta({ title: "Script", description: "The id of the script to run." }),
  outcomes: names.min(1).meta({ title: "Outcomes", description: "Every outcome that the script may choose." }),
  inputs: names
    .default(["*"])
    .meta({ title: "Script Inputs", description: "State keys the script may read; * for all." }),
  outputs: names
    .default(["*"])
    .meta({ title: "Script Outputs", description: "State keys the script must provide; * for no check." }),
});

export type ScriptedDecisionConfig = z.output<typeof scriptedDecisionConfig>;
