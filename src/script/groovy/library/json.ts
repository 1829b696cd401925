import { isJson } from "../../../core/json.ts";
import { type GroovyCall, type HostType, hostClass } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import { fromJson, jsonText } from "./json-values.ts";

/** JsonSlurper reads strict JSON; JsonOutput and JsonBuilder write it. */

function parse(text: GroovyValue, call: GroovyCall): GroovyValue {
  if (text === null) throw groovyError("IllegalArgumentException", "Text must not be null or empty");
  const source = toText(text, call);
  call.charge(source.length);
  call.work(source.length >> 3);
  if (source.trim() === "") throw groovyError("IllegalArgumentException", "Text must not be null or empty");
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    throw groovyError("groovy.json.JsonException", "Unable to parse the text as JSON");
  }
  if (!isJson(value)) throw groovyError("groovy.json.JsonException", "the JSON nests too deep");
  return fromJson(value);
}

export const jsonSlurperClass: HostType<"slurper"> = hostClass<"slurper">({
  name: "groovy.json.JsonSlurper",
  implements: ["groovy.json.JsonSlurperClassic"],
  methods: {
    parseText: (_self, [text = null], call) => parse(text, call),
    parse: (_self, [text = null], call) => {
      const source = typeof text === "object" && text?.kind === "bytes" ? Buffer.from(text.bytes).toString() : text;
      return parse(source, call);
    },
    setType: (_self, _args, _call, value) => value,
  },
  construct: () => jsonSlurperClass.wrap("slurper"),
});

export const jsonOutputClass = hostClass<never>({
  name: "groovy.json.JsonOutput",
  statics: {
    methods: {
      toJson: ([value = null], call) => {
        const text = jsonText(value, call);
        call.charge(text.length);
        return text;
      },
      prettyPrint: ([text = null], call) => pretty(toText(text, call), call),
    },
  },
});

function pretty(text: string, call: GroovyCall): string {
  call.charge(text.length + prettyUnits(text));
  call.work(text.length >> 3);
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch (problem) {
    if (problem instanceof SyntaxError)
      throw groovyError("groovy.json.JsonException", "Unable to parse the text as JSON");
    throw problem;
  }
}

/** At most what four blanks a level add: each comma and bracket begins a line. */
function prettyUnits(text: string): number {
  let [units, depth] = [0, 0];
  for (const sign of text) {
    if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth = Math.max(0, depth - 1);
    else if (sign !== ",") continue;
    units += 2 + 4 * depth;
  }
  return units;
}

export const jsonBuilderClass: HostType<{ readonly content: GroovyValue }> = hostClass<{
  readonly content: GroovyValue;
}>({
  name: "groovy.json.JsonBuilder",
  properties: { content: { get: ({ content }) => content } },
  methods: {
    toString: ({ content }: { readonly content: GroovyValue }, _args: readonly GroovyValue[], call: GroovyCall) =>
      jsonText(content, call),
    toPrettyString: ({ content }, _args, call) => pretty(jsonText(content, call), call),
  },
  text: ({ content }, meter) => jsonText(content, meter),
  construct: ([content = null]) => jsonBuilderClass.wrap({ content }),
});
