import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** What the page tells a person about their session. */
export interface SessionInfo {
  readonly username: string;
  readonly realm: string;
  /** The level that the journey reached; "" when the server does not tell. */
  readonly authLevel: string;
  /** The session holds only together with the device certificate it began with (property `cnf`). */
  readonly deviceBound: boolean;
}

/** Reads the answer of `getSessionInfo`; `undefined` when it describes no session. */
export function readSessionInfo(body: Json): SessionInfo | undefined {
  if (!isJsonObject(body) || typeof body.username !== "string") return undefined;
  const properties: JsonObject = isJsonObject(body.properties) ? body.properties : {};
  const { AuthLevel: authLevel, cnf } = properties;
  return {
    username: body.username,
    realm: typeof body.realm === "string" ? body.realm : "",
    authLevel: typeof authLevel === "string" || typeof authLevel === "number" ? String(authLevel) : "",
    deviceBound: cnf !== undefined && cnf !== null && cnf !== "",
  };
}
