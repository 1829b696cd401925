/** Guest code. `utils` of the next-gen API: base64, base64url, types, crypto. Text is UTF-8; bytes are lists of numbers. */
export const utils = /* js */ `function (guest) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const toText = String.fromCharCode;
  const chunk = 4096;

  const bytesOf = (value) => {
    if (typeof value !== "string") return [...value].map((byte) => byte & 255);
    return [...unescape(encodeURIComponent(value))].map((character) => character.charCodeAt(0));
  };
  const textOf = (bytes) => {
    let characters = "";
    for (let at = 0; at < bytes.length; at += chunk) {
      characters += toText(...[...bytes.slice(at, at + chunk)].map((byte) => byte & 255));
    }
    return decodeURIComponent(escape(characters));
  };
  guest.bytesOf = bytesOf;

  const encode = (value) => {
    const bytes = bytesOf(value);
    let encoded = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const block = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      const digits = [18, 12, 6, 0].map((shift) => alphabet[(block >> shift) & 63]).join("");
      encoded += digits.slice(0, Math.min(4, bytes.length - at + 1)).padEnd(4, "=");
    }
    return encoded;
  };
  const decodeBytes = (encoded) => {
    const bytes = [];
    let block = 0;
    let bits = 0;
    for (const digit of String(encoded).replace(/=+$/, "")) {
      const value = alphabet.indexOf(digit);
      if (value < 0) throw new TypeError("Not base64: unexpected character");
      block = (block << 6) | value;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      bytes.push((block >> bits) & 255);
      block &= (1 << bits) - 1;
    }
    return bytes;
  };
  const toUrl = (encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const fromUrl = (encoded) => String(encoded).replaceAll("-", "+").replaceAll("_", "/");

  const isBytes = (value) => ArrayBuffer.isView(value) && !(value instanceof DataView);
  /** Fills a typed array whole; of any other list every item becomes a number of 32 bits. */
  const getRandomValues = (array) => {
    const width = isBytes(array) ? array.BYTES_PER_ELEMENT : 4;
    const bytes = Uint8Array.from(guest.call("randomBytes", array.length * width));
    if (isBytes(array)) new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes);
    else new Uint32Array(bytes.buffer).forEach((number, at) => (array[at] = number));
    return array;
  };

  /** "SHA-256", { name: "HMAC", hash: "SHA-256" }, or "HMAC" with the hash in the options that come last. */
  const nameOf = (algorithm) => String(algorithm?.name ?? algorithm);
  const hmacHash = (algorithm, options) => {
    if (nameOf(algorithm).toUpperCase() !== "HMAC") guest.unsupported("utils.crypto.subtle." + nameOf(algorithm));
    return nameOf(algorithm?.hash ?? options?.hash ?? "SHA-256");
  };
  const subtle = {
    digest: (algorithm, data) => guest.call("digest", nameOf(algorithm), bytesOf(data)),
    sign: (algorithm, key, data, options) =>
      guest.call("hmac", hmacHash(algorithm, options), bytesOf(key), bytesOf(data)),
    verify: (algorithm, key, data, signature, options) =>
      guest.call("verifyHmac", hmacHash(algorithm, options), bytesOf(key), bytesOf(data), bytesOf(signature)),
  };
  for (const name of ["encrypt", "decrypt", "generateKey", "importKey", "exportKey", "deriveKey", "deriveBits"]) {
    subtle[name] = () => guest.unsupported("utils.crypto.subtle." + name);
  }

  guest.utils = {
    base64: {
      encode,
      decode: (encoded) => textOf(decodeBytes(encoded)),
      decodeToBytes: (encoded) => decodeBytes(encoded),
    },
    base64url: {
      encode: (value) => toUrl(encode(value)),
      decode: (encoded) => textOf(decodeBytes(fromUrl(encoded))),
      decodeToBytes: (encoded) => decodeBytes(fromUrl(encoded)),
    },
    types: { stringToBytes: bytesOf, bytesToString: textOf },
    crypto: { randomUUID: () => guest.call("randomUuid"), getRandomValues, subtle },
  };
}`;
