import { createHash, createHmac } from "node:crypto";
import { type HostType, hostClass } from "../host-class.ts";
import { areEqual } from "../runtime/equality.ts";
import { groovyError } from "../thrown.ts";
import { bytesOf } from "../values.ts";
import { bytesArgument } from "./bytes-argument.ts";
import { textArgument } from "./language.ts";

/** MessageDigest and Mac. */

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
      const part = bytesArgument(bytes, call).slice();
      call.charge(part.length);
      parts.push(part);
      return null;
    },
    digest: ({ algorithm, parts }, [bytes], call) => {
      const all = Buffer.concat([...parts, ...(bytes === undefined ? [] : [bytesArgument(bytes, call)])]);
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
      getInstance: (args, call) => {
        const name = textArgument(args, 0, call);
        const algorithm = digests.get(name.toUpperCase());
        if (algorithm === undefined)
          throw groovyError("java.security.NoSuchAlgorithmException", `${name} MessageDigest not available`);
        return messageDigestClass.wrap({ algorithm, parts: [] });
      },
      isEqual: ([left = null, right = null], call) => areEqual(left, right, call),
    },
  },
});

const keyClass: HostType<Uint8Array> = hostClass<Uint8Array>({
  name: "javax.crypto.spec.SecretKeySpec",
  construct: ([bytes = null], call) => keyClass.wrap(bytesArgument(bytes, call)),
});

const macs: ReadonlyMap<string, string> = new Map([
  ["HMACSHA256", "sha256"],
  ["HMACSHA384", "sha384"],
  ["HMACSHA512", "sha512"],
  ["HMACSHA1", "sha1"],
]);

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
    doFinal: ({ algorithm, key }, [bytes = null], call) => {
      if (key === undefined) throw groovyError("IllegalStateException", "MAC not initialized");
      return bytesOf(createHmac(algorithm, key).update(bytesArgument(bytes, call)).digest());
    },
  },
  statics: {
    methods: {
      getInstance: (args, call) => {
        const algorithm = macs.get(textArgument(args, 0, call).toUpperCase());
        if (algorithm === undefined)
          throw groovyError("java.security.NoSuchAlgorithmException", "Algorithm not available");
        return macClass.wrap({ algorithm, key: undefined });
      },
    },
  },
});

export const cryptoClasses = [messageDigestClass, keyClass, macClass];
