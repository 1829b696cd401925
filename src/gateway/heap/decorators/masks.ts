import { isJsonObject, type Json } from "../../../core/json.ts";

/** What a capture never shows, whatever its configuration says, and what the configuration adds. */

/** Header names: credentials, the gateway's own word for a request, and client certificates in every form of other gateways. */
const secretHeader =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|sallyport-assertion|dpop|.*(?:secret|token|api-?key|password|csrf|xsrf|credential|session).*|(?:.*[-_])?(?:ssl|tls|mtls|client|forwarded|clientcert)[-_a-z]*cert(?:ificate)?s?(?:[-_].*)?)$/i;

/** Names of members, attributes and query parameters. */
const secretMember =
  /(?:token|secret|password|passwd|credential|api-?key|assertion|authorization|cookie)|^(?:code|value|pem|authId|jwt|id_token_hint|SAMLResponse)$/i;

const longestName = 128;

export interface Masks {
  readonly mask: string;
  isSecretHeader(name: string): boolean;
  isSecretAttribute(name: string): boolean;
}

export function createMasks(more: {
  mask: string;
  headers: readonly ((name: string) => boolean)[];
  attributes: readonly ((name: string) => boolean)[];
}): Masks {
  return {
    mask: more.mask,
    // No field that anybody knows is that long, and none may make the patterns slow.
    isSecretHeader: (name) =>
      name.length > longestName || secretHeader.test(name) || more.headers.some((matches) => matches(name)),
    isSecretAttribute: (name) => secretMember.test(name) || more.attributes.some((matches) => matches(name)),
  };
}

const deepest = 16;

/** A value with its secret members masked. */
export function masked(value: Json, masks: Masks, depth = 0): Json {
  if (depth > deepest) return "[nested too deep]";
  if (Array.isArray(value)) return value.map((item) => masked(item, masks, depth + 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      masks.isSecretAttribute(name) ? masks.mask : masked(item, masks, depth + 1),
    ]),
  );
}

/** An address with the values of its secret parameters masked. */
export function maskedAddress(address: string, masks: Masks): string {
  return address.replace(/([?&#;])([^?&#=;\s]{1,256})=([^&#;\s]*)/g, (whole, mark: string, name: string) =>
    secretMember.test(decoded(name)) || masks.isSecretAttribute(name) ? `${mark}${name}=${masks.mask}` : whole,
  );
}

function decoded(name: string): string {
  return name.replace(/%[0-7][0-9a-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}
