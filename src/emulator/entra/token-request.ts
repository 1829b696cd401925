import { refuse } from "./refusal.ts";

/** A request to the token endpoint, free of HTTP. */
export interface TokenRequest {
  /** The tenant segment of the path: GUID, domain, `organizations`, … */
  readonly tenant: string;
  readonly form: ReadonlyMap<string, string>;
  /** The client id and secret of an HTTP Basic header, if there was one. */
  readonly basic: BasicCredentials | undefined;
}

export interface BasicCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/** @throws EntraRefusal 9002313 when a parameter is repeated, which RFC 6749 section 3.2 forbids */
export function readForm(body: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw refuse(9002313, name);
    form.set(name, value);
  }
  return form;
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. @throws EntraRefusal 9002313 */
export function readBasic(authorization: string | undefined): BasicCredentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [clientId, secret] = Buffer.from(encoded, "base64").toString("utf8").split(/:(.*)/s, 2);
  if (clientId === undefined || secret === undefined) throw refuse(9002313, "Authorization");
  return { clientId: formDecode(clientId), secret: formDecode(secret) };
}

function formDecode(text: string): string {
  return new URLSearchParams(`value=${text.replaceAll("&", "%26")}`).get("value") ?? "";
}

/** @throws EntraRefusal 900144 naming the field when it is missing or empty */
export function required(form: ReadonlyMap<string, string>, field: string): string {
  const value = form.get(field);
  if (value === undefined || value === "") throw refuse(900144, field);
  return value;
}
