import {
  type GroovyHost,
  type GroovyValue,
  groovyError,
  groovyPromise,
  groovyText,
  hostClass,
} from "../../../script/index.ts";
import type { ScriptRequest, ScriptResponse } from "../message.ts";
import { filled, logLevels, type ScriptLog } from "../script-log.ts";
import { requestType, responseType } from "./messages.ts";

/** `next`, `http` and `logger`: what a script calls. */

/** Sends a request somewhere. */
export type Send = (request: ScriptRequest) => Promise<ScriptResponse>;

export const handlerType = hostClass<Send>({
  name: "org.forgerock.http.Handler",
  methods: { handle: (send, args) => sent(send, args.at(-1)) },
});

export const clientType = hostClass<Send>({
  name: "org.forgerock.http.Client",
  methods: { send: (send, args) => sent(send, args.at(-1)) },
});

function sent(send: Send, request: GroovyValue | undefined): GroovyValue {
  const data = requestType.unwrap(request ?? null);
  if (data === undefined) throw groovyError("java.lang.IllegalArgumentException", "a Request is needed");
  return groovyPromise(send(data).then((response): GroovyValue => responseType.wrap(response)));
}

const loggerType = hostClass<ScriptLog>({
  name: "org.slf4j.Logger",
  methods: Object.fromEntries(
    logLevels.flatMap((level) => [
      [
        level,
        (log: ScriptLog, [message = null, ...values]: readonly GroovyValue[]) => {
          log(level, filled(groovyText(message), values.map(groovyText)));
          return null;
        },
      ],
      [`is${level[0]?.toUpperCase()}${level.slice(1)}Enabled`, () => true],
    ]),
  ),
});

export function loggerObject(log: ScriptLog): GroovyHost {
  return loggerType.wrap(log);
}
