import { createHash, createHmac } from "node:crypto";
import { type HostType, hostClass } from "../host-class.ts";
import { areEqual } from "../runtime/equality.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { bytesOf, type GroovyValue, isGroovyObject, listOf, mapOf, setOf } from "../values.ts";
import { decodeBytes, encodeText } from "./charsets.ts";
import { itemsOf } from "./items.ts";
import { textArgument } from "./language.ts";

function bytesArgument(value: GroovyValue): Uint8Array {
  if (isGroovyObject(value) && value.kind === "bytes") return value.bytes;
  if (value === null) throw groovyError("NullPointerException");
  return encodeText(toText(value), null);
}

const encoderClass: HostType<{ url: boolean; padding: boolean }> = hostClass<{ url: boolean; padding: boolean }>({
  name: "java.util.Base64$Encoder",
  methods: {
    encodeToString: (self, [bytes = null]) => encoded(self, bytes),
    encode: (self, [bytes = null]) => bytesOf(Buffer.from(encoded(self, bytes))),
    withoutPadding: ({ url }) => encoderClass.wrap({ url, padding: false }),
  },
});

function encoded({ url, padding }: { url: boolean; padding: boolean }, value: GroovyValue): string {
  const text = Buffer.from(bytesArgument(value)).toString("base64");
  const kept = padding ? text : text.replace(/=+$/, "");
  return url ? kept.replaceAll("+", "-").replaceAll("/", "_") : kept;
}

const decoderClass = hostClass<{ alphabet: "plain" | "url" | "mime" }>({
  name: "java.util.Base64$Decoder",
  methods: {
    decode: ({ alphabet }, [text = null]) =>
      bytesOf(decoded(alphabet, Buffer.from(bytesArgument(text)).toString("latin1"))),
  },
});

function decoded(alphabet: "plain" | "url" | "mime", text: string): Uint8Array {
  const body = (alphabet === "mime" ? text.replace(/[^A-Za-z0-9+/]/g, "") : text).replace(/={0,2}$/, "");
  const wrong = alphabet === "url" ? /[^A-Za-z0-9_-]/ : /[^A-Za-z0-9+/]/;
  if (wrong.test(body) || body.length % 4 === 1)
    throw groovyError("IllegalArgumentException", "Illegal base64 character or length");
  return Buffer.from(body, alphabet === "url" ? "base64url" : "base64");
}

export const base64Class = hostClass<never>({
  name: "java.util.Base64",
  statics: {
    methods: {
      getEncoder: () => encoderClass.wrap({ url: false, padding: true }),
      getUrlEncoder: () => encoderClass.wrap({ url: true, padding: true }),
      getMimeEncoder: () => encoderClass.wrap({ url: false, padding: true }),
      getDecoder: () => decoderClass.wrap({ alphabet: "plain" }),
      getUrlDecoder: () => decoderClass.wrap({ alphabet: "url" }),
      getMimeDecoder: () => decoderClass.wrap({ alphabet: "mime" }),
    },
  },
});

export const urlEncoderClass = hostClass<never>({
  name: "java.net.URLEncoder",
  statics: {
    methods: {
      encode: ([text = null]) =>
        encodeURIComponent(Buffer.from(toText(text)).toString())
          .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
          .replaceAll("%20", "+"),
    },
  },
});

export const urlDecoderClass = hostClass<never>({
  name: "java.net.URLDecoder",
  statics: { methods: { decode: ([text = null]) => urlDecoded(toText(text)) } },
});

function urlDecoded(text: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text))
    throw groovyError("IllegalArgumentException", "URLDecoder: Illegal hex characters in escape (%) pattern");
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => decodeBytes(Buffer.from(run.replaceAll("%", ""), "hex"), null));
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const uuidClass: HostType<string> = hostClass<string>({
  name: "java.util.UUID",
  statics: {
    methods: {
      randomUUID: (_args, call) => uuidClass.wrap(call.random.uuid()),
      fromString: (args) => {
        const text = textArgument(args, 0).toLowerCase();
        if (!uuidPattern.test(text))
          throw groovyError("IllegalArgumentException", `Invalid UUID string: ${text.slice(0, 80)}`);
        return uuidClass.wrap(text);
      },
    },
  },
  text: (uuid) => uuid,
  key: (uuid) => uuid,
});

const digests: ReadonlyMap<string, string> = new Map([
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
  ["SHA-1", "sha1"],
  ["SHA1", "sha1"],
  ["SHA", "sha1"],
  ["MD5", "md5"],
]);

export const messageDigestClass: HostType<{ readonly algorithm: string; readonly parts: Uint8Array[] }> = hostClass<{
  readonly algorithm: string;
  readonly parts: Uint8Array[];
}>({
  name: "java.security.MessageDigest",
  methods: {
    update: ({ parts }, [bytes = null], call) => {
      parts.push(bytesArgument(bytes).slice());
      call.charge(parts.at(-1)?.length ?? 0);
      return null;
    },
    digest: ({ algorithm, parts }, [bytes]) => {
      const all = Buffer.concat([...parts, ...(bytes === undefined ? [] : [bytesArgument(bytes)])]);
      parts.length = 0;
      return bytesOf(createHash(algorithm).update(all).digest());
    },
    reset: ({ parts }) => {
      parts.length = 0;
      return null;
    },
  },
  statics: {
    methods: {
      getInstance: (args) => {
        const algorithm = digests.get(textArgument(args, 0).toUpperCase());
        if (algorithm === undefined)
          throw groovyError(
            "java.security.NoSuchAlgorithmException",
            `${textArgument(args, 0)} MessageDigest not available`,
          );
        return messageDigestClass.wrap({ algorithm, parts: [] });
      },
      isEqual: ([left = null, right = null], call) => areEqual(left, right, call),
    },
  },
});

const keyClass: HostType<Uint8Array> = hostClass<Uint8Array>({
  name: "javax.crypto.spec.SecretKeySpec",
  construct: ([bytes = null]) => keyClass.wrap(bytesArgument(bytes)),
});

const macClass: HostType<{ readonly algorithm: string; key: Uint8Array | undefined }> = hostClass<{
  readonly algorithm: string;
  key: Uint8Array | undefined;
}>({
  name: "javax.crypto.Mac",
  methods: {
    init: (self, [key = null]) => {
      self.key = keyClass.unwrap(key);
      return null;
    },
    doFinal: ({ algorithm, key }, [bytes = null]) => {
      if (key === undefined) throw groovyError("IllegalStateException", "MAC not initialized");
      return bytesOf(createHmac(algorithm, key).update(bytesArgument(bytes)).digest());
    },
  },
  statics: {
    methods: {
      getInstance: (args) => {
        const algorithm = new Map([
          ["HMACSHA256", "sha256"],
          ["HMACSHA384", "sha384"],
          ["HMACSHA512", "sha512"],
          ["HMACSHA1", "sha1"],
        ]).get(textArgument(args, 0).toUpperCase());
        if (algorithm === undefined)
          throw groovyError("java.security.NoSuchAlgorithmException", "Algorithm not available");
        return macClass.wrap({ algorithm, key: undefined });
      },
    },
  },
});

export const cryptoClasses = [messageDigestClass, keyClass, macClass];

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
      toString: ([items = null]: readonly GroovyValue[]) => toText(items),
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
      toString: ([value = null, otherwise]: readonly GroovyValue[]) =>
        value === null && otherwise !== undefined ? toText(otherwise) : toText(value),
      requireNonNull: ([value = null, message = null]) => {
        if (value === null) throw groovyError("NullPointerException", message === null ? null : toText(message));
        return value;
      },
    },
  },
});
