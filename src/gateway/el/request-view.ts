import type { Exchange, Target } from "../http/exchange.ts";
import type { Headers } from "../http/headers.ts";
import { entityOf, formObject } from "./entity-view.ts";
import type { Frame } from "./frame.ts";
import { type Known, known, knownMap, knownObject, listOrNull } from "./known.ts";
import { type ElValue, elObject } from "./values.ts";

/** What `request` is in an expression. */

export const requestView: Known<Frame> = knownObject<Frame>({
  method: known(({ exchange }) => exchange.method),
  version: known(({ exchange }) => `HTTP/${exchange.version}`),
  uri: uriView(
    ({ exchange }) => exchange.target,
    ({ exchange }) => exchange.upstream ?? exchange.externalOrigin,
  ),
  headers: headersView(({ exchange }) => exchange.headers),
  cookies: knownMap<Frame>({
    at: ({ exchange }, name) =>
      listOrNull(
        cookiesOf(exchange)
          .filter((cookie) => cookie.name === name)
          .map(cookieObject),
      ),
    keys: ({ exchange }) => [...new Set(cookiesOf(exchange).map(({ name }) => name))],
  }),
  queryParams: known(({ exchange }) => formObject(exchange.target.query ?? "")),
  form: known((frame) => formOf(frame), "request"),
  entity: entityOf("request"),
});

export function headersView(headersOf: (frame: Frame) => Headers | null): Known<Frame> {
  return knownObject<Frame>(
    {},
    {
      at: (frame, name) => listOrNull(headersOf(frame)?.all(name) ?? []),
      keys: (frame) => headersOf(frame)?.names() ?? [],
      exists: (frame) => headersOf(frame) !== null,
    },
  );
}

/** An address: the application's origin once baseURI has set it, the gateway's own before. Parts are decoded, `raw…` not. */
export function uriView(targetOf: (frame: Frame) => Target, originOf: (frame: Frame) => string): Known<Frame> {
  const ofOrigin = (read: (origin: URL) => ElValue): Known<Frame> => known((frame) => read(new URL(originOf(frame))));
  const absent = known<Frame>(() => null);
  const query = ({ query: text }: Target): string => (text === null ? "" : `?${text}`);
  return knownObject<Frame>(
    {
      scheme: ofOrigin(({ protocol }) => protocol.slice(0, -1)),
      host: ofOrigin(({ hostname }) => hostname),
      port: ofOrigin(({ port, protocol }) => (port === "" ? (protocol === "https:" ? 443 : 80) : Number(port))),
      authority: ofOrigin(({ host }) => host),
      rawAuthority: ofOrigin(({ host }) => host),
      userInfo: absent,
      rawUserInfo: absent,
      path: known((frame) => decoded(targetOf(frame).path)),
      rawPath: known((frame) => targetOf(frame).path),
      query: known((frame) => {
        const target = targetOf(frame);
        return target.query === null ? null : decoded(target.query);
      }),
      rawQuery: known((frame) => targetOf(frame).query),
      fragment: absent,
      rawFragment: absent,
    },
    {
      text: (frame) => {
        const target = targetOf(frame);
        return `${new URL(originOf(frame)).origin}${target.path}${query(target)}`;
      },
    },
  );
}

/** Where escapes are no UTF-8 they stay as they were sent. */
function decoded(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    const characters = bytes.toString("utf8");
    return Buffer.from(characters, "utf8").equals(bytes) ? characters : run;
  });
}

interface RequestCookie {
  readonly name: string;
  readonly value: string;
}

function cookiesOf({ headers }: Exchange): readonly RequestCookie[] {
  return headers
    .all("cookie")
    .flatMap((value) => value.split(";"))
    .flatMap((pair) => {
      const [name = "", ...rest] = pair.split("=");
      const value = rest
        .join("=")
        .trim()
        .replace(/^"(.*)"$/, "$1");
      return rest.length === 0 || name.trim() === "" ? [] : [{ name: name.trim(), value }];
    });
}

function cookieObject({ name, value }: RequestCookie): ElValue {
  return elObject({ name: () => name, value: () => value }, () => value);
}

/** Query parameters, and the fields of a body that is a form. */
function formOf({ exchange }: Frame): ElValue {
  const { body, headers, target } = exchange;
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers.first("content-type") ?? "");
  const fields = isForm && body?.bytes !== undefined ? body.bytes.toString("utf8") : "";
  return formObject([target.query ?? "", fields].filter((text) => text !== "").join("&"));
}
