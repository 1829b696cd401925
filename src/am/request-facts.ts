import type { RequestFacts } from "../journey/index.ts";
import type { SessionRecord } from "../store/index.ts";
import { headerOf } from "./caller.ts";
import { readCookies } from "./cookies.ts";
import { partHeaders } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import type { Query } from "./query.ts";
import type { AmServices } from "./services.ts";

/**
 * What the nodes may know of a request. Session tokens are left out, wherever they stand: nodes see the properties of
 * the session, and no script can carry a token away. Credentials of other kinds stand apart from the headers.
 */
export function requestFacts(
  { caller, external, query }: Exchange,
  session: SessionRecord | null,
  { cookieNames, credentialHeaders }: Pick<AmServices, "cookieNames" | "credentialHeaders">,
): RequestFacts {
  const { plain: headers, credentials } = partHeaders(caller, credentialHeaders);
  const cookies = new Map(readCookies(caller));
  headers.delete("cookie");
  // Those of all realms, since one host's cookies come to every realm.
  for (const name of cookieNames) {
    headers.delete(name.toLowerCase());
    cookies.delete(name);
  }
  return {
    headers,
    credentials,
    parameters: withoutSecrets(query.all),
    cookies,
    origin: external.origin,
    clientIp: caller.clientIp,
    certificate: caller.certificate,
    clientCertificates: caller.clientCertificates,
    peer: caller.peer,
    existingSession: session === null ? null : sessionFacts(session),
    locales: locales(query.all.get("locale")?.[0], headerOf(caller, "accept-language")),
  };
}

/** The properties, and under PingAM's names what stands beside them here; scripts and nodes look there for the user. */
function sessionFacts({ properties, universalId, username, realm }: SessionRecord): Readonly<Record<string, string>> {
  return {
    ...properties,
    UserId: username,
    UserToken: username,
    Organization: realm,
    "sun.am.UniversalIdentifier": universalId,
  };
}

/** A token, and the link that resumes a journey, are as good as a password. */
const secretParameters: ReadonlySet<string> = new Set(["sessionUpgradeSSOTokenId", "suspendedId", "tokenId"]);

function withoutSecrets(parameters: Query["all"]): Query["all"] {
  return new Map([...parameters].filter(([name]) => !secretParameters.has(name)));
}

const mostLocales = 16;
const languageTag = /^[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*$/;

/** The `locale` parameter first, then `Accept-Language` by weight (RFC 9110, 12.5.4). */
function locales(parameter: string | undefined, acceptLanguage: string | undefined): readonly string[] {
  if (parameter === undefined && acceptLanguage === undefined) return [];
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
