/** Guest code. `utils` of the next-gen API: base64, base64url, types, crypto. Text is UTF-8. */
export const utils = /* js */ `function (guest) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  const bytesOf = (value) => {
    if (typeof value !== "string") return [...value].map((byte) => byte & 255);
    return [...unescape(encodeURIComponent(value))].map((character) => character.charCodeAt(0));
  };
  const textOf = (bytes) => decodeURIComponent(escape(String.fromCharCode(...bytes)));

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

  const hex = () => Math.floor(guest.random() * 4294967296).toString(16).padStart(8, "0");
  const randomUUID = () => {
    const digits = hex() + hex() + hex() + hex();
    const variant = "89ab"[parseInt(digits[16], 16) & 3];
    const parts = [digits.slice(0, 8), digits.slice(8, 12), "4" + digits.slice(13, 16), variant + digits.slice(17, 20)];
    return [...parts, digits.slice(20)].join("-");
  };

  guest.makeUtils = () => ({
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
    crypto: {
      randomUUID,
      getRandomValues: (array) => {
        for (let at = 0; at < array.length; at += 1) array[at] = Math.floor(guest.random() * 4294967296);
        return array;
      },
      get subtle() {
        return guest.unsupported("utils.crypto.subtle");
      },
    },
  });
}`;
