import { type GroovyCall, type HostType, hostClass } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { bytesOf, type GroovyValue } from "../values.ts";
import { bytesArgument } from "./bytes-argument.ts";
import { decodeBytes } from "./charsets.ts";

/** java.util.Base64, and the coding of URLs. */

const encoderClass: HostType<{ url: boolean; padding: boolean }> = hostClass<{ url: boolean; padding: boolean }>({
  name: "java.util.Base64$Encoder",
  methods: {
    encodeToString: (self, [bytes = null], call) => encoded(self, bytes, call),
    encode: (self, [bytes = null], call) => bytesOf(Buffer.from(encoded(self, bytes, call))),
    withoutPadding: ({ url }) => encoderClass.wrap({ url, padding: false }),
  },
});

function encoded({ url, padding }: { url: boolean; padding: boolean }, value: GroovyValue, call: GroovyCall): string {
  const text = Buffer.from(bytesArgument(value, call)).toString("base64");
  const kept = padding ? text : text.replace(/=+$/, "");
  return url ? kept.replaceAll("+", "-").replaceAll("/", "_") : kept;
}

const decoderClass = hostClass<{ alphabet: "plain" | "url" | "mime" }>({
  name: "java.util.Base64$Decoder",
  methods: {
    decode: ({ alphabet }, [text = null], call) =>
      bytesOf(decoded(alphabet, Buffer.from(bytesArgument(text, call)).toString("latin1"))),
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
      encode: ([text = null], call) =>
        encodeURIComponent(Buffer.from(bytesArgument(text, call)).toString())
          .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
          .replaceAll("%20", "+"),
    },
  },
});

export const urlDecoderClass = hostClass<never>({
  name: "java.net.URLDecoder",
  statics: { methods: { decode: ([text = null], call) => urlDecoded(toText(text, call), call) } },
});

function urlDecoded(text: string, call: GroovyCall): string {
  call.work(text.length >> 5);
  if (/%(?![0-9a-fA-F]{2})/.test(text))
    throw groovyError("IllegalArgumentException", "URLDecoder: Illegal hex characters in escape (%) pattern");
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => decodeBytes(Buffer.from(run.replaceAll("%", ""), "hex"), null));
}
