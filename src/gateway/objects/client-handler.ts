import { z } from "zod";
import { gatewayErrors } from "../errors.ts";
import { objectType } from "../heap/object-type.ts";
import { clientConfig } from "../upstream/client-config.ts";
import { failure } from "../upstream/send.ts";
import { clientStack } from "../upstream/stack.ts";

/**
 * `ClientHandler`: calls a service on behalf of filters and scripts. A failure to answer is an error for whoever called;
 * where nobody handles it, it becomes 500.
 */
export const clientHandler = objectType({
  type: "ClientHandler",
  config: z.object({ ...clientConfig.shape }),
  build: async (config, context) => {
    const send = await clientStack(config, context);
    return {
      kind: "handler",
      handle: async (exchange) => {
        try {
          return await send(exchange);
        } catch (problem) {
          const known = failure(problem, exchange);
          if (known.code !== "gateway.upstream-failed") throw known;
          throw gatewayErrors.error("gateway.service-failed", { cause: problem });
        }
      },
    };
  },
});
