import { z } from "zod";
import { objectType } from "../heap/object-type.ts";
import { clientConfig } from "../upstream/client-config.ts";
import { failure } from "../upstream/send.ts";
import { clientStack } from "../upstream/stack.ts";
import { webSocketConfig, webSocketProxy } from "../upstream/websocket.ts";

/** `ReverseProxyHandler`: the end of a route. Sends the request to the application; a failure to answer becomes 502. */
export const reverseProxyHandler = objectType({
  type: "ReverseProxyHandler",
  config: z.object({ ...clientConfig.shape, websocket: webSocketConfig }),
  build: async (config, context) => {
    const send = await clientStack(config, context);
    const upgrade = await webSocketProxy(config, context);
    return {
      kind: "handler",
      handle: async (exchange) => {
        try {
          return await (exchange.upgrade === undefined ? send(exchange) : upgrade(exchange));
        } catch (problem) {
          throw failure(problem, exchange);
        }
      },
    };
  },
});
