import type { HostClass } from "../../host-class.ts";
import { groovyError } from "../../thrown.ts";
import { type GroovyBytes, isGroovyObject } from "../../values.ts";
import { iteration } from "../iteration/table.ts";
import { valueClass } from "../language.ts";

export const bytesClass: HostClass = valueClass<GroovyBytes>(
  {
    name: "[B",
    methods: {
      ...iteration(),
      size: ({ bytes }) => bytes.length,
      encodeBase64: ({ bytes }) => Buffer.from(bytes).toString("base64"),
      encodeBase64Url: ({ bytes }) => Buffer.from(bytes).toString("base64url"),
      encodeHex: ({ bytes }) => Buffer.from(bytes).toString("hex"),
    },
    properties: { length: { get: ({ bytes }) => bytes.length } },
    getAt: ({ bytes }, key) => {
      const byte = typeof key === "number" ? bytes.at(key) : undefined;
      if (byte === undefined)
        throw groovyError(
          "ArrayIndexOutOfBoundsException",
          `Index ${String(key)} out of bounds for length ${bytes.length}`,
        );
      return (byte << 24) >> 24;
    },
  },
  (value) => (isGroovyObject(value) && value.kind === "bytes" ? value : undefined),
);
