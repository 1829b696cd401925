/**
 * Every reason code of this room with its explanation for administrators. The codes are stable: audit records, traces
 * and the debug view show them.
 */
export const reasonTexts = {
  "not-configured": "The connection to Microsoft lacks a setting, or one of its settings is malformed.",
  "malformed-device-id": "The device id is not one that Intune can have; Microsoft was not asked.",
  overloaded: "Too many device checks are waiting already.",

  "unrecognised-state": "Intune named a compliance state that this version does not know.",
  "bad-response": "Graph's answer was incomplete, not JSON, or about another device.",
  "token-rejected": "Graph refused the access token, also after a new one was fetched.",
  "intune-not-available-for-tenant": "The tenant has no Intune, or no Intune licence.",
  "permission-missing": "The app registration lacks DeviceManagementManagedDevices.Read.All, or admin consent for it.",
  "device-not-found": "Intune has no device with this id. Check that it is the Intune device id, not the Entra one.",
  "request-rejected": "Graph refused the request as malformed.",
  throttled: "Graph is throttling this app or this tenant.",
  "graph-unavailable": "Graph could not be reached, or did not answer in time.",

  "entra-unavailable": "Entra could not be reached, is throttling, or did not answer in time.",
  "token-request-rejected": "Entra refused the token request.",
  "tenant-not-found": "The tenant does not exist in this cloud. Check tenant id and cloud.",
  "app-not-found": "The tenant has no app with this client id.",
  "app-disabled": "The app is disabled in this tenant.",
  "client-secret-invalid": "The client secret is wrong. Often the secret's id was pasted instead of its value.",
  "client-secret-expired": "The client secret has expired.",
  "client-secret-missing": "The app demands a client secret and none was sent.",
  "client-secret-unexpected": "The app is registered as a public client and must not send a secret.",
  "consent-missing": "An administrator has not consented to the app's permissions.",
  "user-credentials-invalid": "User name or password of the password grant is wrong.",
  "user-locked":
    "The account of the password grant is locked, or its requests come from an address known as malicious.",
  "user-password-expired": "The password of the password grant's account has expired.",
  "user-disabled": "The account of the password grant is disabled.",
  "mfa-required": "The account of the password grant needs multi-factor authentication. Use app-only authentication.",
  "blocked-by-policy": "A policy, such as Conditional Access, forbids the password grant's account to sign in.",
} as const;

/** Why a check failed, or what is remarkable about a verdict. */
export type ReasonCode = keyof typeof reasonTexts;
