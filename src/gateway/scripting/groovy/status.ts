import { STATUS_CODES } from "node:http";
import { type GroovyValue, type HostType, hostClass } from "../../../script/groovy/index.ts";
import { checkedStatus, reasonOf } from "../message.ts";
import { attempt, numberArgument } from "./arguments.ts";

/** `Status`: its constants are named after the reasons of HTTP, as `Status.NOT_FOUND`. */

const families = ["INFORMATIONAL", "SUCCESSFUL", "REDIRECTION", "CLIENT_ERROR", "SERVER_ERROR"];

/** Names of PingGateway's that do not follow from the reason. */
const otherNames: readonly (readonly [string, number])[] = [
  ["NON_AUTHORITATIVE_INFO", 203],
  ["TEAPOT", 418],
  ["REQUEST_TIMEOUT", 408],
  ["REQUEST_ENTITY_TOO_LARGE", 413],
  ["REQUEST_URI_TOO_LONG", 414],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
];

const familyType: HostType<string> = hostClass<string>({
  name: "org.forgerock.http.protocol.Status$Family",
  methods: { name: (family) => family },
  statics: { properties: Object.fromEntries(families.map((family) => [family, () => familyType.wrap(family)])) },
  text: (family) => family,
  key: (family) => family,
});

const isFamily = (wanted: number) => (code: number) => Math.floor(code / 100) === wanted;

const tests: Readonly<Record<string, (code: number) => boolean>> = {
  Informational: isFamily(1),
  Successful: isFamily(2),
  Redirection: isFamily(3),
  ClientError: isFamily(4),
  ServerError: isFamily(5),
};

export const statusType: HostType<number> = hostClass<number>({
  name: "org.forgerock.http.protocol.Status",
  properties: {
    code: { get: (code) => code },
    reasonPhrase: { get: reasonOf },
    family: { get: (code) => familyType.wrap(families[Math.floor(code / 100) - 1] ?? "UNKNOWN") },
    ...Object.fromEntries(
      Object.entries(tests).map(([name, test]) => [`${name[0]?.toLowerCase()}${name.slice(1)}`, { get: test }]),
    ),
  },
  methods: Object.fromEntries(Object.entries(tests).map(([name, test]) => [`is${name}`, (code: number) => test(code)])),
  statics: {
    properties: Object.fromEntries(
      [...constants()].map(([name, code]): [string, () => GroovyValue] => [name, () => statusType.wrap(code)]),
    ),
    methods: {
      valueOf: ([code]: readonly GroovyValue[]) => statusType.wrap(attempt(() => checkedStatus(numberArgument(code)))),
    },
  },
  text: (code) => `[Status: ${code} ${reasonOf(code)}]`,
  key: String,
  compare: (one, other) => one - other,
});

function constants(): Map<string, number> {
  const named = Object.entries(STATUS_CODES).map(([code, reason = ""]): [string, number] => {
    return [
      reason
        .replaceAll("'", "")
        .replaceAll(/[^A-Za-z]+/g, "_")
        .toUpperCase(),
      Number(code),
    ];
  });
  return new Map([...named, ...otherNames]);
}
