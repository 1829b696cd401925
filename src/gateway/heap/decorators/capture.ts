import type { Json } from "../../../core/json.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { type Beginning, peekRequest, peekResponse } from "../../http/peek.ts";
import { configurationValue } from "../templates.ts";
import { type CapturePoint, capturePoints } from "./capture-points.ts";
import { bodyText, contextText, requestLines, responseLines } from "./capture-text.ts";
import type { DecorationSite, Decorator } from "./decorator.ts";
import type { Masks } from "./masks.ts";

interface CaptureOptions {
  readonly captureEntity: boolean;
  readonly captureContext: boolean;
  /** Bytes of a body that are shown; it is sent on as a whole whatever its length. */
  readonly maxEntityLength: number;
  readonly masks: Masks;
}

/** `CaptureDecorator`: writes messages to the log as they pass an object, without what could be used by who reads it. */
export function captureDecorator(options: CaptureOptions): Decorator {
  return {
    decorate: (object, value, site) => {
      const evaluated: Json = configurationValue(value, site.place, site);
      const points = capturePoints(evaluated, site.place);
      if (points.size === 0) return object;
      const { onRequest, onResponse } = recorder(points, options, site);
      if (object.kind === "handler") {
        const { handle } = object;
        return {
          kind: "handler",
          handle: async (exchange) => {
            await onRequest("request", exchange);
            return onResponse("response", exchange, await handle(exchange));
          },
        };
      }
      const { filter } = object;
      return {
        kind: "filter",
        filter: async (exchange, next) => {
          await onRequest("request", exchange);
          const answer = await filter(exchange, async (passed) => {
            await onRequest("filtered_request", passed);
            return onResponse("response", passed, await next(passed));
          });
          return onResponse("filtered_response", exchange, answer);
        },
      };
    },
  };
}

function recorder(points: ReadonlySet<CapturePoint>, options: CaptureOptions, site: DecorationSite) {
  const { captureEntity, captureContext, maxEntityLength, masks } = options;
  const logger = `org.forgerock.openig.decoration.capture.CaptureDecorator.${site.decorator}.${site.object}`;
  const record = (point: CapturePoint, exchange: Exchange, lines: string, body: string | null): void => {
    const context = captureContext ? { context: contextText(exchange, masks) } : {};
    const message = body === null ? lines : `${lines}\n\n${body}`;
    site.services.log.info({ logger, point, transactionId: exchange.transactionId, message, ...context }, "capture");
  };
  return {
    onRequest: async (point: CapturePoint, exchange: Exchange): Promise<void> => {
      if (!points.has(point)) return;
      const seen: Beginning | null = captureEntity ? await peekRequest(exchange, maxEntityLength) : null;
      const body = seen === null ? null : bodyText(exchange.headers, seen);
      record(point, exchange, requestLines(exchange, masks), body);
    },
    onResponse: async (point: CapturePoint, exchange: Exchange, answer: GatewayResponse): Promise<GatewayResponse> => {
      if (!points.has(point)) return answer;
      if (!captureEntity) {
        record(point, exchange, responseLines(answer, masks), null);
        return answer;
      }
      const { seen, response } = await peekResponse(answer, maxEntityLength);
      record(point, exchange, responseLines(response, masks), bodyText(response.headers, seen));
      return response;
    },
  };
}
