import { z } from "zod";
import { isJson, isJsonObject, type Json } from "../../../core/json.ts";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { later, oneOrMoreReferences } from "../../heap/schemas.ts";
import { claimTemplate } from "./claim-templates.ts";
import { algorithms } from "./signing-key.ts";
import { signingKeySecret } from "./signing-key-secret.ts";

const template = z.custom<Json>((value) => typeof value === "string" || (isJsonObject(value) && isJson(value)), {
  error: "must be an object, or an expression that gives one",
});

/**
 * `JwtBuilderFilter`: a signed JWT with the claims of a template, as `contexts.jwtBuilder.value`. The signature is not
 * optional: an unsigned token says nothing.
 */
export const jwtBuilderFilter = objectType({
  type: "JwtBuilderFilter",
  config: z.object({
    template,
    secretsProvider: oneOrMoreReferences,
    signature: z.object(
      {
        secretId: z.string(),
        algorithm: z.enum(algorithms, { error: `must be one of ${algorithms.join(", ")}` }).default("RS256"),
        encryption: later,
      },
      { error: "is required: an unsigned token proves nothing" },
    ),
    encryption: later,
  }),
  build: async (config, context) => {
    const { secretId, algorithm } = config.signature;
    const path = ["signature", "secretId"];
    const key = await signingKeySecret(context, config.secretsProvider, secretId, algorithm, ...path);
    const claimsOf = claimTemplate(config.template, context, "template");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const claims = claimsOf(exchange);
        if (!isJsonObject(claims)) {
          throw gatewayErrors.error("gateway.route-failed", { detail: `${context.name}: the template gave no object` });
        }
        exchange.contexts.set("jwtBuilder", { value: await key.sign({ ...claims }, "JWT"), claims });
        return next(exchange);
      },
    };
  },
});
