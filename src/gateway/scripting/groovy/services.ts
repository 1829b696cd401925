import {
  type GroovyCall,
  type GroovyHost,
  type GroovyValue,
  groovyError,
  groovyPromise,
  groovyText,
  hostClass,
} from "../../../script/groovy/index.ts";
import { scriptLimits } from "../limits.ts";
import type { ScriptRequest, ScriptResponse } from "../message.ts";
import { filled, logLevels, type ScriptLog } from "../script-log.ts";
import { requestType, responseType } from "./messages.ts";

/** `next`, `http` and `logger`: what a script calls. */

/** Sends a request somewhere. */
export type Send = (request: ScriptRequest) => Promise<ScriptResponse>;

export const handlerType = hostClass<Send>({
  name: "org.forgerock.http.Handler",
  methods: { handle: (send, args, call) => sent(send, args.at(-1), call) },
});

export const clientType = hostClass<Send>({
  name: "org.forgerock.http.Client",
  methods: { send: (send, args, call) => sent(send, args.at(-1), call) },
});

/** What a call that leaves the script costs besides: the data that go with it, the promise of its response. */
const sending = { steps: 5_000, units: 1_000 };

function sent(send: Send, request: GroovyValue | undefined, call: GroovyCall): GroovyValue {
  call.work(sending.steps);
  call.charge(sending.units);
  const data = requestType.unwrap(request ?? null);
  if (data === undefined) throw groovyError("java.lang.IllegalArgumentException", "a Request is needed");
  return groovyPromise(send(data).then((response): GroovyValue => responseType.wrap(response)));
}

/** What no line shows need not be put together. */
const longestLine = scriptLimits.logCharacters;
const mostValues = 100;

const loggerType = hostClass<ScriptLog>({
  name: "org.slf4j.Logger",
  methods: Object.fromEntries(
    logLevels.flatMap((level) => [
      [
        level,
        (log: ScriptLog, [message = null, ...values]: readonly GroovyValue[], call: GroovyCall) => {
          const texts = values.slice(0, mostValues).map((value) => groovyText(value, call).slice(0, longestLine));
          log(level, filled(groovyText(message, call).slice(0, longestLine), texts));
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
