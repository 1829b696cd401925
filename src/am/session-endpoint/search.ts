import { ok } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Endpoint } from "../exchange.ts";
import { queryEnvelope } from "../query-envelope.ts";
import type { AmServices } from "../services.ts";
import { sessionTimes } from "./information.ts";
import { askingSession, manageableSessions } from "./managing.ts";

/** `GET …/sessions?_queryFilter=username eq "demo" and realm eq "/alpha"`: the sessions of one user. */
export function sessionSearchEndpoint(services: AmServices): Endpoint {
  return (exchange) => {
    const asking = askingSession(exchange, services);
    const wanted = readSessionFilter(exchange.query.one("_queryFilter") ?? "");
    const whose = { realm: wanted.realm ?? exchange.realm.path, username: wanted.username };
    const found = manageableSessions(asking, whose, exchange, services);
    return ok(queryEnvelope(found.map((session) => ({ ...sessionTimes(session), sessionHandle: session.handle }))));
  };
}

const longestFilter = 1024;
const quoted = `"((?:[^"\\\\]|\\\\["\\\\])*)"`;
const term = new RegExp(`^\\s*(username|realm)\\s+eq\\s+${quoted}\\s*`);

/**
 * Reads the filters that PingAM takes here: `username eq "…"`, and beside it `realm eq "…"`, joined by `and`.
 *
 * @throws {am.filter-unsupported}
 */
export function readSessionFilter(filter: string): { username: string; realm?: string } {
  if (filter.length > longestFilter) throw amErrors.error("am.filter-unsupported");
  const found = new Map<string, string>();
  let rest = filter;
  for (;;) {
    const [whole, name = "", value = ""] = term.exec(rest) ?? [];
    if (whole === undefined || found.has(name)) throw amErrors.error("am.filter-unsupported");
    found.set(name, value.replaceAll(/\\(["\\])/g, "$1"));
    rest = rest.slice(whole.length);
    if (rest === "") break;
    if (!/^and\s/.test(rest)) throw amErrors.error("am.filter-unsupported");
    rest = rest.slice("and".length);
  }
  const username = found.get("username");
  const realm = found.get("realm");
  if (username === undefined) throw amErrors.error("am.filter-unsupported");
  return realm === undefined ? { username } : { username, realm };
}
