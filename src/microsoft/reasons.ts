/** What a reason code means to an administrator, and what to do about it. */
export interface ReasonText {
  readonly text: string;
  readonly next: string;
}

const noCall = {
  "not-configured": {
    text: "The connection to Microsoft lacks a setting, or one of its settings is malformed.",
    next: "Complete the setting that the cause names.",
  },
  "malformed-device-id": {
    text: "The device id is not one that a device can have; Microsoft was not asked.",
    next: "Check which part of the certificate or which header holds the device id.",
  },
  overloaded: {
    text: "Too many device checks are waiting already.",
    next: "Turn the cache of verdicts on, or spread the logins over several app registrations.",
  },
} as const;

const graph = {
  "unrecognised-state": {
    text: "Intune named a compliance state that this version does not know.",
    next: "Look for a newer version; until then the state counts as unknown.",
  },
  "bad-response": {
    text: "Graph's answer was incomplete, not JSON, or about another device.",
    next: "Check whether a proxy changes answers; give Microsoft's support the request ids.",
  },
  "token-rejected": {
    text: "Graph refused the access token, also after a new one was fetched.",
    next: "Check that the cloud of the connection is the tenant's, and this machine's clock.",
  },
  "intune-not-available-for-tenant": {
    text: "The tenant has no Intune, or no Intune licence.",
    next: "Buy or activate Intune for the tenant, or correct the tenant id.",
  },
  "permission-missing": {
    text: "The app registration lacks DeviceManagementManagedDevices.Read.All, or admin consent for it.",
    next: "Add the permission to the app registration (type Application; Delegated for the password grant) and grant admin consent.",
  },
  "device-not-found": {
    text: "Intune has no device with this id.",
    next: "Check that it is the Intune device id and not the Entra one, and that the device is enrolled in this tenant.",
  },
  "ambiguous-device": {
    text: "Several devices of Intune share this Entra device id.",
    next: "Delete the stale records in Intune, or let the newest sync win.",
  },
  "filter-not-honoured": {
    text: "Graph answered a search for one device with other devices.",
    next: "Use the Intune device id; give Microsoft's support the request ids.",
  },
  "request-rejected": {
    text: "Graph refused the request as malformed.",
    next: "Check that the device id is a GUID; give Microsoft's support the request ids.",
  },
  throttled: {
    text: "Graph is throttling this app or this tenant.",
    next: "Turn the cache of verdicts on, and look for other programs that use the same app registration.",
  },
  "graph-unavailable": {
    text: "Graph could not be reached, or did not answer in time.",
    next: "Check the network and the proxy, and Microsoft's service health.",
  },
} as const;

const entra = {
  "entra-unavailable": {
    text: "Entra could not be reached, is throttling, or did not answer in time.",
    next: "Check the network and the proxy, and Microsoft's service health.",
  },
  "token-requests-looping": {
    text: "Entra refuses to issue the same token so often.",
    next: "Wait some minutes, and look for another program that asks with the same app and account in a loop.",
  },
  "token-request-rejected": {
    text: "Entra refused the token request.",
    next: "Look the AADSTS code of the cause up in Microsoft's list of Entra error codes.",
  },
  "scope-invalid": {
    text: "Entra refused the scope of the token request.",
    next: "Check that the cloud, or its Graph host, is the one of the tenant.",
  },
  "resource-unknown": {
    text: "Microsoft Graph is not known to the tenant or to the app.",
    next: "Add a permission for Microsoft Graph to the app registration, and check the cloud.",
  },
  "grant-not-allowed": {
    text: "Entra does not offer this grant for such a tenant name.",
    next: "Set the tenant's GUID or one of its verified domains.",
  },
  "tenant-not-found": {
    text: "The tenant does not exist in this cloud.",
    next: "Check tenant id and cloud.",
  },
  "app-not-found": {
    text: "The tenant has no app with this client id.",
    next: "Copy the application (client) id, not the object id, from the app registration in this tenant.",
  },
  "app-disabled": {
    text: "The app is disabled in this tenant.",
    next: "Enable sign-in in the properties of the enterprise application.",
  },
  "client-secret-invalid": {
    text: "The client secret is wrong.",
    next: "Set the secret's value; often its id was pasted instead.",
  },
  "client-secret-expired": {
    text: "The client secret has expired.",
    next: "Make a new client secret in the app registration, or use a certificate.",
  },
  "client-secret-missing": {
    text: "The app demands a client secret or a certificate and none was sent.",
    next: "Set the client secret or a certificate.",
  },
  "client-secret-unexpected": {
    text: "The app is registered as a public client and must not send a secret.",
    next: "Remove the client secret from the configuration, or register the app as a confidential client.",
  },
  "certificate-not-registered": {
    text: "Entra does not know the certificate, or its key did not make the signature.",
    next: "Upload the certificate to the app registration, and check that key and certificate belong together.",
  },
  "certificate-expired": {
    text: "The certificate of the app registration has expired, by this machine's clock.",
    next: "Register a new certificate with the app and configure it here; or correct this machine's clock.",
  },
  "certificate-expires-soon": {
    text: "The certificate of the app registration expires within 30 days.",
    next: "Register a new certificate with the app beside the old one, then configure it here.",
  },
  "assertion-rejected": {
    text: "Entra refused the signature or the audience of the assertion.",
    next: "Check the federated credential's issuer, subject and audience, or the certificate, and this machine's clock.",
  },
  "assertion-unreadable": {
    text: "The file with the federated assertion cannot be read, or holds no JWT.",
    next: "Check the path, its permissions, and whether the identity provider still writes it.",
  },
  "managed-identity-unavailable": {
    text: "No managed identity answers on this machine.",
    next: "Run on an Azure resource with a managed identity, or choose another credential.",
  },
  "managed-identity-rejected": {
    text: "The managed identity's endpoint refused the request.",
    next: "Assign the identity to this resource, and check the client id of a user-assigned one.",
  },
  "consent-missing": {
    text: "An administrator has not consented to the app's permissions.",
    next: "Grant admin consent in the app registration's API permissions.",
  },
  "user-credentials-invalid": {
    text: "User name or password of the password grant is wrong.",
    next: "Correct them, or better, leave the password grant and use the app's own credential.",
  },
  "user-not-found": {
    text: "The tenant has no account with the user name of the password grant.",
    next: "Correct the user name, or better, use the app's own credential.",
  },
  "user-locked": {
    text: "The account of the password grant is locked, or its requests come from an address known as malicious.",
    next: "Unlock the account and correct the password, or better, use the app's own credential.",
  },
  "user-password-expired": {
    text: "The password of the password grant's account has expired.",
    next: "Set a new password, or better, use the app's own credential.",
  },
  "user-disabled": {
    text: "The account of the password grant is disabled.",
    next: "Enable the account, or better, use the app's own credential.",
  },
  "mfa-required": {
    text: "The account of the password grant needs multi-factor authentication, which this grant cannot do.",
    next: "Use the app's own credential: a secret, a certificate or a federated assertion.",
  },
  "device-demanded-by-policy": {
    text: "A Conditional Access policy demands a managed device of the password grant's account.",
    next: "Use the app's own credential, or exclude this account from the policy.",
  },
  "blocked-by-policy": {
    text: "A policy, such as Conditional Access or the security defaults, forbids this sign-in.",
    next: "Find the sign-in in Entra's log by its request id, and exclude the app or the address from the policy.",
  },
} as const;

const network = {
  "name-not-resolved": {
    text: "The name of Microsoft's host does not resolve.",
    next: "Check DNS and the cloud's host names, or configure the proxy.",
  },
  "connection-failed": {
    text: "Microsoft's host cannot be connected to.",
    next: "Open outbound TCP 443 in the firewall, or configure the proxy.",
  },
  "certificate-untrusted": {
    text: "The certificate of Microsoft's host is not trusted.",
    next: "If a proxy inspects TLS, add its CA as the extra CA; otherwise find out who answers in Microsoft's place.",
  },
} as const;

/** Every reason code of this room. The codes are stable: audit records, traces and the debug view show them. */
export const reasonTexts = { ...noCall, ...graph, ...entra, ...network } as const satisfies Readonly<
  Record<string, ReasonText>
>;

/** Why a check failed, or what is remarkable about a verdict. */
export type ReasonCode = keyof typeof reasonTexts;
