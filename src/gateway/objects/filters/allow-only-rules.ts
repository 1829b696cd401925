import { BlockList, isIP } from "node:net";
import { z } from "zod";
import type { Regex } from "../../../core/regex/regex.ts";
import type { BuildContext } from "../../heap/model.ts";
import type { Exchange } from "../../http/exchange.ts";
import { condition, conditionValue } from "../conditions.ts";
import { regexFrom } from "../regex-from.ts";

/** The rules of AllowOnlyFilter. Every key that a rule has must match; of a list, one entry must. */

const texts = z.array(z.string()).min(1, { error: "needs at least one entry" }).max(1_000);

const source = z.object({
  ip: z.object({ list: texts, resolver: z.string().optional() }).optional(),
  certificate: z.object({ subjectDNs: texts }).optional(),
});
const destination = z.object({
  hosts: texts.optional(),
  ports: texts.optional(),
  methods: texts.optional(),
  paths: texts.optional(),
});
export const allowRule = z.object({
  name: z.string().optional(),
  from: z.array(source).min(1).max(100).optional(),
  destination: z.array(destination).min(1).max(100).optional(),
  when: conditionValue.default(true),
});

export type Rule = (exchange: Exchange) => boolean;

/** @throws {gateway.config-invalid} for an address, port or pattern that is none */
export function compileRule(rule: z.output<typeof allowRule>, context: BuildContext, ...path: PropertyKey[]): Rule {
  const from = rule.from?.map((entry, index) => compileSource(entry, context, ...path, "from", index));
  const to = rule.destination?.map((entry, index) => compileDestination(entry, context, ...path, "destination", index));
  const when = condition(rule.when, context, ...path, "when");
  return (exchange) =>
    (from === undefined || from.some((matches) => matches(exchange))) &&
    (to === undefined || to.some((matches) => matches(exchange))) &&
    when(exchange);
}

function compileSource(entry: z.output<typeof source>, context: BuildContext, ...path: PropertyKey[]): Rule {
  const { ip, certificate } = entry;
  if (ip === undefined && certificate === undefined) throw context.problem("needs ip or certificate", ...path);
  const networks = ip === undefined ? undefined : blockList(ip.list, context, ...path, "ip", "list");
  const resolver = ip?.resolver === undefined ? undefined : context.runtime(ip.resolver, ...path, "ip", "resolver");
  const subjects = patterns(certificate?.subjectDNs, context, ...path, "certificate", "subjectDNs");
  return (exchange) => {
    if (networks !== undefined) {
      // By default the address of the connection, or what a trusted hop said of it: never a header that a client sent.
      const address = resolver === undefined ? exchange.client.address : resolver.text(exchange);
      if (address === null || !holds(networks, address)) return false;
    }
    if (subjects === undefined) return true;
    const { peer } = exchange.client;
    return peer.state === "verified" && matchesAny(subjects, peer.certificate.subject);
  };
}

function compileDestination(entry: z.output<typeof destination>, context: BuildContext, ...path: PropertyKey[]): Rule {
  const hosts = patterns(
    entry.hosts?.map((host) => `(?i)${host}`),
    context,
    ...path,
    "hosts",
  );
  const paths = patterns(entry.paths, context, ...path, "paths");
  const methods = entry.methods === undefined ? undefined : new Set(entry.methods);
  const ports = entry.ports?.map((text, index) => portRange(text, context, ...path, "ports", index));
  return (exchange) => {
    if (methods !== undefined && !methods.has(exchange.method)) return false;
    if (paths !== undefined && !matchesAny(paths, decodeURIComponent(exchange.target.path))) return false;
    if (hosts === undefined && ports === undefined) return true;
    const { hostname, port, protocol } = new URL(exchange.upstream ?? exchange.externalOrigin);
    if (hosts !== undefined && !matchesAny(hosts, hostname)) return false;
    const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
    return ports === undefined || ports.some(([least, most]) => number >= least && number <= most);
  };
}

function blockList(entries: readonly string[], context: BuildContext, ...path: PropertyKey[]): BlockList {
  const list = new BlockList();
  for (const [index, entry] of entries.entries()) {
    const [address = "", prefix, ...rest] = entry.trim().split("/");
    const version = isIP(address);
    const bits = version === 4 ? 32 : 128;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || rest.length > 0 || length < 0 || length > bits) {
      throw context.problem(`"${entry}" is no address or network`, ...path, index);
    }
    list.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

function holds(networks: BlockList, text: string): boolean {
  const address = text.trim().replace(/^::ffff:(?=\d+\.)/i, "");
  const version = isIP(address);
  return version !== 0 && networks.check(address, version === 4 ? "ipv4" : "ipv6");
}

function portRange(text: string, context: BuildContext, ...path: PropertyKey[]): readonly [number, number] {
  const [, from = "", to = from] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const [least, most] = [Number(from), Number(to)];
  if (from === "" || least > most || most > 65_535) {
    throw context.problem(`"${text}" is neither a port nor a range like "100:200"`, ...path);
  }
  return [least, most];
}

function patterns(list: readonly string[] | undefined, context: BuildContext, ...path: PropertyKey[]) {
  return list?.map((text, index) => regexFrom(text, context, ...path, index));
}

/** The whole text must match: a rule that allows must not allow more than it spells. */
function matchesAny(list: readonly Regex[], text: string): boolean {
  return list.some((regex) => regex.matches(text));
}
