import { isJsonObject, type Json } from "../../core/json.ts";
import type { NodeState } from "../../journey/index.ts";
import { attributeValues, type Identity, meansUsername } from "../../users/index.ts";
import type { NodeServices } from "../services.ts";
import { isMailAddress } from "./address.ts";

/** Whom a message is for, and what its template may say of them. */
export interface Addressee {
  readonly address: string;
  readonly object: Readonly<Record<string, string>>;
}

export interface AddresseeSettings {
  /** The attribute by which the identity is found. */
  readonly identityAttribute: string;
  readonly emailAttribute: string;
  /** Whether the identity is looked up; otherwise `objectAttributes` of the state describe somebody who is yet to be one. */
  readonly objectLookup: boolean;
}

interface Surroundings {
  readonly realm: string;
  readonly state: NodeState;
  readonly services: Pick<NodeServices, "users">;
}

/** Null when there is nobody, more than one, or no address. */
export function findAddressee(surroundings: Surroundings, settings: AddresseeSettings): Addressee | null {
  const object = settings.objectLookup
    ? knownObject(surroundings, settings)
    : textsOf(surroundings.state.getObject("objectAttributes"));
  const address = object?.[settings.emailAttribute] ?? "";
  return object !== null && isMailAddress(address) ? { address, object } : null;
}

function knownObject({ realm, state, services }: Surroundings, settings: AddresseeSettings) {
  const { identityAttribute: attribute, emailAttribute } = settings;
  const given = textsOf(state.getObject("objectAttributes"))[attribute];
  const username = meansUsername(attribute) ? state.get("username") : undefined;
  const value = given ?? username;
  if (typeof value !== "string" || value === "") return null;
  const [identity, ...others] = services.users.search(realm, { attribute, value });
  return identity === undefined || others.length > 0 ? null : describeIdentity(identity, emailAttribute);
}

function describeIdentity(identity: Identity, emailAttribute: string): Record<string, string> {
  const attributes = Object.entries(identity.attributes).map(([name, [first = ""]]) => [name, first]);
  const [address = ""] = attributeValues(identity, emailAttribute);
  return { ...Object.fromEntries(attributes), userName: identity.username, [emailAttribute]: address };
}

function textsOf(value: Json | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}
