import type { JsonObject } from "../../core/json.ts";
import type { DeviceRecord } from "../fleet/device-record.ts";
import { deviceOf } from "./find-device.ts";
import { collection } from "./query/collection.ts";
import { collectionOptions, readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

const members = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

/** The primary user of a device: nobody on a shared one, and not always the user that the record itself names. */
export function listUsers(call: GraphCall): JsonObject {
  const record = deviceOf(call);
  const query = readQuery(call.url, collectionOptions);
  return collection(call.url, query, {
    context: contextOf(call.version, selected("users", query.select)),
    items: primaryUsers(record),
    pageSize: call.behaviour.pageSize,
    write: selector(query.select, members, "microsoft.graph.user"),
  });
}

function primaryUsers({ device, primaryUser }: DeviceRecord): readonly JsonObject[] {
  if (primaryUser === null) return [];
  if (primaryUser !== undefined) return [user(primaryUser.id, primaryUser.userPrincipalName, primaryUser.displayName)];
  const { userId, userPrincipalName, userDisplayName } = device;
  if (userId === null || userId === "" || userPrincipalName === null || userPrincipalName === "") return [];
  return [user(userId, userPrincipalName, userDisplayName ?? "")];
}

function user(id: string, userPrincipalName: string, displayName: string): JsonObject {
  const [givenName = null, surname = null] = displayName.split(/ (.*)/s, 2);
  return {
    businessPhones: [],
    displayName,
    givenName,
    jobTitle: null,
    mail: userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname,
    userPrincipalName,
    id,
  };
}
