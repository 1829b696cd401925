import { assertionAnswer, newCredentialAnswer, unsupportedAnswer, type WebAuthnRequest } from "../client/index.ts";

type AuthenticatorOutcome =
  | { readonly kind: "answer"; readonly text: string }
  /** The person or the authenticator did not do it. */
  | { readonly kind: "refused"; readonly error: DOMException };

interface AskOptions {
  readonly deviceName: string;
  readonly signal: AbortSignal;
}

/** Asks the browser's authenticators (WebAuthn level 2, 5.1). Bounded by the request's own time-out and by the signal. */
export async function askAuthenticator(request: WebAuthnRequest, options: AskOptions): Promise<AuthenticatorOutcome> {
  try {
    const text = request.kind === "create" ? await created(request, options) : await asserted(request, options);
    return { kind: "answer", text };
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    if (cause.name === "NotSupportedError") return { kind: "answer", text: unsupportedAnswer };
    return { kind: "refused", error: cause };
  }
}

type Of<Kind> = Extract<WebAuthnRequest, { kind: Kind }>;

async function created({ options, asJson }: Of<"create">, { deviceName, signal }: AskOptions): Promise<string> {
  const credential = await navigator.credentials.create({ publicKey: options, signal });
  if (!(credential instanceof PublicKeyCredential)) throw noCredential();
  const { id, authenticatorAttachment: attachment, response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw noCredential();
  const { clientDataJSON, attestationObject } = response;
  return newCredentialAnswer({ id, attachment, clientDataJSON, attestationObject, deviceName }, asJson);
}

async function asserted({ options, asJson }: Of<"get">, { signal }: AskOptions): Promise<string> {
  const credential = await navigator.credentials.get({ publicKey: options, signal });
  if (!(credential instanceof PublicKeyCredential)) throw noCredential();
  const { id, authenticatorAttachment: attachment, response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw noCredential();
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return assertionAnswer({ id, attachment, clientDataJSON, authenticatorData, signature, userHandle }, asJson);
}

function noCredential(): DOMException {
  return new DOMException("No credential came back", "UnknownError");
}
