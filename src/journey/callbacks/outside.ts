import type { JsonObject } from "../../core/json.ts";
import { type Callback, callback } from "../callbacks.ts";

/** Callbacks that need the browser's, or somebody else's, help. */

export interface Redirect {
  readonly redirectUrl: string;
  readonly redirectMethod: "GET" | "POST";
  readonly trackingCookie?: boolean;
  readonly redirectData?: JsonObject;
}

/** Sends the browser elsewhere; it comes back with parameters instead of an answer. */
export function redirectCallback({ redirectUrl, redirectMethod, trackingCookie, redirectData }: Redirect): Callback {
  return callback("RedirectCallback", {
    redirectUrl,
    redirectMethod,
    trackingCookie: trackingCookie ?? false,
    ...(redirectData === undefined ? {} : { redirectData }),
  });
}

/** The answer is a JSON string: `{ identifier, metadata, location }`. */
export function deviceProfileCallback(metadata: boolean, location: boolean, message: string): Callback {
  return callback("DeviceProfileCallback", { metadata, location, message }, { "": "" });
}

/** @param providers each `{ provider, uiConfig }`, or `{ provider: "localAuthentication" }` */
export function selectIdpCallback(providers: readonly JsonObject[]): Callback {
  return callback("SelectIdPCallback", { providers, value: "" }, { "": "" });
}

export interface IdpRequest {
  readonly provider: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string;
  readonly acrValues: readonly string[];
  readonly request: string;
  readonly requestUri: string;
}

/** The answer has the suffixes `token` and `token_type`. */
export function idpCallback(idp: IdpRequest): Callback {
  const { provider, clientId, redirectUri, scopes, nonce, acrValues, request, requestUri } = idp;
  const outputs = { provider, clientId, redirectUri, scopes, nonce, acrValues, request, requestUri };
  return callback("IdPCallback", outputs, { token: "", token_type: "" });
}
