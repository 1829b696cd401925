import { z } from "zod";
import { answerBoolean, consentMappingCallback, goTo, send } from "../../journey/index.ts";
import { node } from "../define.ts";
import { collect } from "../identity/collected.ts";
import { localise, localisedText } from "../localised.ts";

const config = z.object({
  allRequired: z.boolean().default(false).meta({
    title: "All Required",
    description: "Go on only when the person agrees to all of it.",
  }),
  message: localisedText.meta({ title: "Consent Message", description: "What the person is asked, by locale." }),
});

/** Asks the person for consent to each of the realm's consent mappings. */
export const consentCollectorNode = node({
  type: "ConsentNode",
  version: 1,
  title: "Consent Collector",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["objectAttributes"],
  run({ answers, config: { allRequired, message }, memory, realm, request, services, state }) {
    const { mappings } = services.identityPolicy(realm).consent;
    if (mappings.length === 0) return goTo("outcome", { reason: "the realm has no consent mappings" });
    // What was agreed to must be what was shown: the mappings may have changed meanwhile.
    const shown = JSON.stringify(mappings);
    const agreed = mappings.filter((_, index) => answerBoolean(answers?.[index]));
    const suffices = agreed.length === mappings.length || !allRequired;
    if (answers === null || memory.shown !== shown || !suffices) {
      const text = localise(message, request.locales);
      const callbacks = mappings.map((mapping) =>
        consentMappingCallback({ ...mapping, isRequired: allRequired, message: text }),
      );
      return send(callbacks, { memory: { shown } });
    }
    const consentDate = new Date(services.clock.now()).toISOString();
    collect(
      state,
      "consentedMappings",
      agreed.map(({ name }) => ({ mapping: name, consentDate })),
    );
    return goTo("outcome");
  },
});
