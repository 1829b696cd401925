import type { RequestFacts } from "../journey/index.ts";
import type { SessionRecord } from "../store/index.ts";
import { headerOf } from "./caller.ts";
import { readCookies } from "./cookies.ts";
import type { Exchange } from "./exchange.ts";

/**
 * What the nodes may know of a request. Session tokens are left out, wherever they stand: nodes see the properties of
 * the session, and no script can carry a token away.
 *
 * @param cookieNames of all realms, since one host's cookies come to every realm
 */
export function requestFacts(
  { caller, query }: Exchange,
  session: SessionRecord | null,
  cookieNames: readonly string[],
): RequestFacts {
  const headers = new Map(caller.headers);
  const cookies = new Map(readCookies(caller));
  headers.delete("cookie");
  for (const name of cookieNames) {
    headers.delete(name.toLowerCase());
    cookies.delete(name);
  }
  return {
    headers,
    parameters: query.all,
    cookies,
    clientIp: caller.clientIp,
    certificate: caller.certificate,
    existingSession: session?.properties ?? null,
    locales: locales(query.all.get("locale")?.[0], headerOf(caller, "accept-language")),
  };
}

const mostLocales = 16;
const languageTag = /^[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*$/;

/** The `locale` parameter first, then `Accept-Language` by weight (RFC 9110, 12.5.4). */
function locales(parameter: string | undefined, acceptLanguage: string | undefined): readonly string[] {
  const weighted = (acceptLanguage ?? "")
    .split(",", mostLocales)
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
      const weight = parameters.find((piece) => piece.startsWith("q="))?.slice(2) ?? "1";
      return { tag, weight: /^[01](?:\.\d{0,3})?$/.test(weight) ? Number(weight) : 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const tags = [parameter ?? "", ...weighted.map(({ tag }) => tag)].filter((tag) => languageTag.test(tag));
  return [...new Set(tags.map((tag) => tag.replaceAll("_", "-")))];
}
