import { isJson } from "../../../core/json.ts";
import { type GroovyCall, type HostType, hostClass } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import { fromJson, jsonText } from "./json-values.ts";

/** JsonSlurper reads strict JSON; JsonOutput and JsonBuilder write it. */

function parse(text: GroovyValue): GroovyValue {
  if (text === null) throw groovyError("IllegalArgumentException", "Text must not be null or empty");
  const source = toText(text);
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
    parseText: (_self, [text = null], call) => {
      call.charge(text === null ? 0 : toText(text).length);
      return parse(text);
    },
    parse: (_self, [text = null], call) => {
      const source = typeof text === "object" && text?.kind === "bytes" ? Buffer.from(text.bytes).toString() : text;
      call.charge(source === null ? 0 : toText(source).length);
      return parse(source);
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
      prettyPrint: ([text = null]) => pretty(toText(text)),
    },
  },
});

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch (problem) {
    if (problem instanceof SyntaxError)
      throw groovyError("groovy.json.JsonException", "Unable to parse the text as JSON");
    throw problem;
  }
}

export const jsonBuilderClass: HostType<{ readonly content: GroovyValue }> = hostClass<{
  readonly content: GroovyValue;
}>({
  name: "groovy.json.JsonBuilder",
  properties: { content: { get: ({ content }) => content } },
  methods: {
    toString: ({ content }: { readonly content: GroovyValue }, _args: readonly GroovyValue[], call: GroovyCall) =>
      jsonText(content, call),
    toPrettyString: ({ content }, _args, call) => pretty(jsonText(content, call)),
  },
  text: ({ content }) => jsonText(content),
  construct: ([content = null]) => jsonBuilderClass.wrap({ content }),
});
