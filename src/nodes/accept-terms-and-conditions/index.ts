import { z } from "zod";
import { answerBoolean, goTo, send, termsAndConditionsCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import { collect } from "../identity/collected.ts";
import { localise } from "../localised.ts";

/** Asks until the person has accepted the terms and conditions of the realm. */
export const acceptTermsAndConditionsNode = node({
  type: "AcceptTermsAndConditionsNode",
  version: 1,
  title: "Accept Terms and Conditions",
  tags: ["identity management"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["objectAttributes"],
  run({ answers, memory, realm, request, services, state }) {
    const terms = services.identityPolicy(realm).termsAndConditions;
    if (terms === undefined) {
      throw nodeErrors.error("nodes.terms-missing", { detail: `realm.json of ${realm} has no termsAndConditions` });
    }
    const { version, createDate, texts } = terms;
    // What was accepted must be what was shown: the terms may have changed meanwhile.
    if (answers === null || !answerBoolean(answers[0]) || memory.version !== version) {
      const callback = termsAndConditionsCallback(version, localise(texts, request.locales), createDate);
      return send([callback], { memory: { version } });
    }
    collect(state, "termsAccepted", {
      termsVersion: version,
      acceptDate: new Date(services.clock.now()).toISOString(),
    });
    return goTo("outcome");
  },
});
