import { type GroovyCall, type HostType, hostClass } from "../host-class.ts";
import { areEqual } from "../runtime/equality.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject, listOf, mapOf, setOf } from "../values.ts";
import { itemsOf } from "./items.ts";
import { textArgument } from "./language.ts";

/** Small classes of java.util and java.lang. */

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const uuidClass: HostType<string> = hostClass<string>({
  name: "java.util.UUID",
  statics: {
    methods: {
      randomUUID: (_args, call) => uuidClass.wrap(call.random.uuid()),
      fromString: (args, call) => {
        const text = textArgument(args, 0, call).toLowerCase();
        if (!uuidPattern.test(text))
          throw groovyError("IllegalArgumentException", `Invalid UUID string: ${text.slice(0, 80)}`);
        return uuidClass.wrap(text);
      },
    },
  },
  text: (uuid) => uuid,
  key: (uuid) => uuid,
});

export const systemClass = hostClass<never>({
  name: "java.lang.System",
  statics: {
    methods: {
      currentTimeMillis: (_args, call) => BigInt(call.clock.now()),
      nanoTime: (_args, call) => BigInt(Math.round(call.clock.elapsed() * 1e6)),
      lineSeparator: () => "\n",
    },
  },
});

export const collectionsClass = hostClass<never>({
  name: "java.util.Collections",
  statics: {
    methods: {
      emptyList: () => listOf([], true),
      emptyMap: () => mapOf(),
      emptySet: () => setOf([], true),
      singletonList: ([item = null]) => listOf([item], true),
      singleton: ([item = null]) => setOf([item], true),
      singletonMap: ([key = null, value = null]) => mapOf([[key, value]]),
      unmodifiableList: ([items = null], call) => listOf(itemsOf(items, call) ?? [], true),
    },
  },
});

export const arraysClass = hostClass<never>({
  name: "java.util.Arrays",
  statics: {
    methods: {
      asList: (args, call) => {
        const [only = null] = args;
        return listOf(
          args.length === 1 && isGroovyObject(only) && only.kind === "array" ? (itemsOf(only, call) ?? []) : args,
        );
      },
      toString: ([items = null]: readonly GroovyValue[], call: GroovyCall) => toText(items, call),
      equals: ([left = null, right = null], call) => areEqual(left, right, call),
    },
  },
});

export const objectsClass = hostClass<never>({
  name: "java.util.Objects",
  statics: {
    methods: {
      equals: ([left = null, right = null], call) => areEqual(left, right, call),
      isNull: ([value = null]) => value === null,
      nonNull: ([value = null]) => value !== null,
      toString: ([value = null, otherwise]: readonly GroovyValue[], call: GroovyCall) =>
        toText(value === null && otherwise !== undefined ? otherwise : value, call),
      requireNonNull: ([value = null, message = null], call) => {
        if (value === null) throw groovyError("NullPointerException", message === null ? null : toText(message, call));
        return value;
      },
    },
  },
});
