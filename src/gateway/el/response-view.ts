import { STATUS_CODES } from "node:http";
import type { GatewayResponse } from "../http/exchange.ts";
import { entityOf } from "./entity-view.ts";
import type { Frame } from "./frame.ts";
import { type Known, known, knownObject } from "./known.ts";
import { headersView } from "./request-view.ts";
import type { ElValue } from "./values.ts";

/** What `response` is in an expression; null on the way in. */

const families: readonly (readonly [string, string, number])[] = [
  ["informational", "INFORMATIONAL", 1],
  ["successful", "SUCCESSFUL", 2],
  ["redirection", "REDIRECTION", 3],
  ["clientError", "CLIENT_ERROR", 4],
  ["serverError", "SERVER_ERROR", 5],
];

const of = (read: (response: GatewayResponse) => ElValue): Known<Frame> =>
  known(({ response }) => (response === null ? null : read(response)));
const exists = ({ response }: Frame): boolean => response !== null;
const familyOf = (status: number): number => Math.floor(status / 100);

const status: Known<Frame> = knownObject<Frame>(
  {
    code: of((response) => response.status),
    reasonPhrase: of((response) => STATUS_CODES[response.status] ?? ""),
    family: of((response) => families.find(([, , digit]) => digit === familyOf(response.status))?.[1] ?? "UNKNOWN"),
    ...Object.fromEntries(
      families.map(([name, , digit]) => [name, of((response) => familyOf(response.status) === digit)]),
    ),
  },
  {
    exists,
    text: ({ response }) =>
      response === null ? "" : `[Status: ${response.status} ${STATUS_CODES[response.status] ?? ""}]`,
  },
);

export const responseView: Known<Frame> = knownObject<Frame>(
  {
    status,
    version: of(() => "HTTP/1.1"),
    headers: headersView(({ response }) => response?.headers ?? null),
    entity: entityOf("response"),
  },
  { exists },
);
