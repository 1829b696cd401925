import { scriptErrors } from "../errors.ts";

/** Whether a script may send a request to a URL. */
export type Egress = (url: URL) => boolean;

interface Rule {
  readonly protocol: string;
  readonly port: string;
  readonly host: string;
  /** Every name below `host`, but not `host` itself. */
  readonly below: boolean;
}

const wildcard = "*.";

/**
 * Reads an egress allow-list. An entry is an origin, such as `https://api.example.com` or `http://127.0.0.1:8080`, or a
 * pattern for all names below a domain, such as `https://*.example.com`. Scheme and port count; an empty list allows nothing.
 *
 * @throws {script.egress-invalid} naming the entry that is neither
 */
export function parseEgress(entries: readonly string[]): Egress {
  const rules = entries.map(parseRule);
  return (url) => url.username === "" && url.password === "" && rules.some((rule) => matches(rule, url));
}

function matches(rule: Rule, url: URL): boolean {
  if (url.protocol !== rule.protocol || url.port !== rule.port) return false;
  return rule.below ? url.hostname.endsWith(`.${rule.host}`) : url.hostname === rule.host;
}

function parseRule(entry: string): Rule {
  const [, scheme, pattern, rest] = /^(https?:\/\/)(\*\.)?([^*/?#@\\\s]+)\/?$/.exec(entry) ?? [];
  if (scheme === undefined || rest === undefined || !URL.canParse(scheme + rest)) throw invalid(entry);
  const { protocol, port, hostname } = new URL(scheme + rest);
  const below = pattern === wildcard;
  if (below && !isDomain(hostname)) throw invalid(entry);
  return { protocol, port, host: hostname, below };
}

/** `*.com` and `*.0.0.1` would allow far more than anybody means. */
function isDomain(hostname: string): boolean {
  const labels = hostname.split(".");
  return labels.length >= 2 && /[a-z]/.test(labels.at(-1) ?? "") && labels.every((label) => label !== "");
}

function invalid(entry: string) {
  return scriptErrors.error("script.egress-invalid", { detail: `not an origin or a pattern of names: ${entry}` });
}
