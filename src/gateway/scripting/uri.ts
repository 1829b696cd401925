import type { Exchange } from "../http/exchange.ts";
import { parseTarget } from "../http/request-target.ts";

/** The address of a request as scripts read and write it: each part decoded, and raw as it is on the wire. */

const schemes: ReadonlySet<string> = new Set(["http", "https"]);

export type UriPart =
  | "scheme"
  | "host"
  | "port"
  | "authority"
  | "rawAuthority"
  | "userInfo"
  | "rawUserInfo"
  | "path"
  | "rawPath"
  | "query"
  | "rawQuery"
  | "fragment"
  | "rawFragment";

/** Address parts that a script may change: the same three that an exchange has. */
export type Addressed = Pick<Exchange, "target" | "upstream"> & Partial<Pick<Exchange, "externalOrigin">>;

/** @returns the origin of the application, and the gateway's own before `baseURI` has set one */
function originOf({ upstream, externalOrigin }: Addressed): URL {
  return new URL(upstream ?? externalOrigin ?? "http://localhost");
}

export function uriText(message: Addressed): string {
  const { path, query } = message.target;
  return `${originOf(message).origin}${path}${query === null ? "" : `?${query}`}`;
}

export function readUriPart(message: Addressed, part: UriPart): string | number | null {
  const { path, query } = message.target;
  switch (part) {
    case "path":
      return decodeURIComponent(path);
    case "rawPath":
      return path;
    case "query":
      return query === null ? null : decoded(query);
    case "rawQuery":
      return query;
    case "scheme":
      return originOf(message).protocol.slice(0, -1);
    case "host":
      return originOf(message).hostname;
    case "port":
      return portOf(originOf(message));
    case "authority":
    case "rawAuthority":
      return originOf(message).host;
    case "userInfo":
    case "rawUserInfo":
    case "fragment":
    case "rawFragment":
      return null;
  }
}

/** @throws {RangeError} for a part that would make the address one that the gateway does not forward */
export function writeUriPart(message: Addressed, part: UriPart, value: string | number | null): void {
  const write = writers.get(part);
  if (write === undefined) throw new RangeError(`request.uri.${part} cannot be set`);
  write(message, value);
}

type Writer = (message: Addressed, value: string | number | null) => void;

const writers: ReadonlyMap<UriPart, Writer> = new Map<UriPart, Writer>([
  ["path", (message, value) => setTarget(message, encodedPath(text(value)), message.target.query)],
  ["rawPath", (message, value) => setTarget(message, text(value), message.target.query)],
  [
    "query",
    (message, value) => setTarget(message, message.target.path, value === null ? null : encodedQuery(text(value))),
  ],
  ["rawQuery", (message, value) => setTarget(message, message.target.path, value === null ? null : text(value))],
  ["scheme", (message, value) => setOrigin(message, `${text(value).toLowerCase()}://${originOf(message).host}`)],
  ["host", (message, value) => setOrigin(message, withHost(originOf(message), text(value)))],
  ["port", (message, value) => setOrigin(message, withPort(originOf(message), Number(value)))],
]);

/** Replaces the whole address. @throws {RangeError} */
export function writeUri(message: Addressed, address: string): void {
  if (address.startsWith("/")) {
    const [path = "", ...rest] = address.split("?");
    setTarget(message, path, rest.length === 0 ? null : rest.join("?"));
    return;
  }
  if (!URL.canParse(address)) throw new RangeError("this is no address");
  const { origin, pathname, search, username, password } = new URL(address);
  if (username !== "" || password !== "") throw new RangeError("an address must not hold a user name or a password");
  setOrigin(message, origin);
  setTarget(message, pathname, search === "" ? null : search.slice(1));
}

function setOrigin(message: Addressed, origin: string): void {
  if (!URL.canParse(origin)) throw new RangeError("this is no scheme, host or port");
  const url = new URL(origin);
  if (!schemes.has(url.protocol.slice(0, -1)) || url.hostname === "" || url.pathname !== "/" || url.search !== "") {
    throw new RangeError("only http and https addresses can be set");
  }
  message.upstream = url.origin;
}

function setTarget(message: Addressed, path: string, query: string | null): void {
  const parsed = parseTarget(query === null ? path : `${path}?${query}`);
  if (!parsed.ok) throw new RangeError(`the address would have ${parsed.why}`);
  message.target = parsed.target;
}

function encodedPath(path: string): string {
  return path
    .split("/")
    .map((segment) =>
      encodeURIComponent(segment).replace(/%(?:24|26|2B|2C|3A|3D|40)/g, (found) => decodeURIComponent(found)),
    )
    .join("/");
}

function encodedQuery(query: string): string {
  return encodeURI(query).replaceAll("#", "%23");
}

function text(value: string | number | null): string {
  if (value === null) throw new RangeError("this part of an address cannot be null");
  return String(value);
}

function withHost({ protocol, port }: URL, host: string): string {
  return `${protocol}//${host}${port === "" ? "" : `:${port}`}`;
}

function withPort({ protocol, hostname }: URL, port: number): string {
  if (!Number.isInteger(port) || port < -1 || port > 65_535) throw new RangeError("this is no port");
  return port <= 0 ? `${protocol}//${hostname}` : `${protocol}//${hostname}:${port}`;
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/** A query may hold any bytes; where its escapes are no UTF-8 it stays as it was sent. */
function decoded(query: string): string {
  return query.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    const characters = bytes.toString("utf8");
    return Buffer.from(characters, "utf8").equals(bytes) ? characters : run;
  });
}
