import { errorCode } from "../../core/errors.ts";
import type { ResolvedConnection } from "../connection.ts";
import type { CertificateCredential, PasswordCredential } from "../credential.ts";
import { failure, type VerdictFailure } from "../failure.ts";
import { readAssertion } from "./assertion-file.ts";
import { type SigningCertificate, signingCertificate } from "./certificate.ts";
import { confidentialClient, publicClient } from "./msal-client.ts";
import type { RecordingNetworkModule } from "./network-module.ts";

/**
 * Runs the grant of the connection's credential at Entra (facts: "OAuth 2.0 client credentials flow" and "resource owner
 * password credentials" of Microsoft's identity platform). The answer is in the network module; the result is `null`, or
 * the failure that kept anything from being sent.
 *
 * @throws AuthError of MSAL; bugs
 */
export async function acquireByGrant(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  correlationId: string,
): Promise<VerdictFailure | null> {
  const { credential, scope } = connection;
  const request = { scopes: [scope], correlationId, skipCache: true };
  const asApp = async (proof: Parameters<typeof confidentialClient>[2]): Promise<null> => {
    await confidentialClient(connection, network, proof).acquireTokenByClientCredential(request);
    return null;
  };
  switch (credential.kind) {
    case "client-secret":
      return asApp({ clientSecret: credential.secret.reveal() });
    case "certificate": {
      const signing = readSigning(credential);
      return "outcome" in signing ? signing : asApp({ clientCertificate: signing });
    }
    case "federated": {
      const assertion = await readAssertion(credential.assertionFile);
      return typeof assertion === "string" ? asApp({ clientAssertion: assertion }) : assertion;
    }
    case "password":
      await asUser(connection, network, credential, correlationId);
      return null;
    case "managed-identity":
      return failure("not-configured", { causes: ["MicrosoftConnection: a managed identity does not ask Entra"] });
  }
}

async function asUser(
  connection: ResolvedConnection,
  network: RecordingNetworkModule,
  { secret, userName, password }: PasswordCredential,
  correlationId: string,
): Promise<void> {
  const client =
    secret === null
      ? publicClient(connection, network)
      : confidentialClient(connection, network, { clientSecret: secret.reveal() });
  const scopes = [connection.scope];
  await client.acquireTokenByUsernamePassword({
    scopes,
    correlationId,
    username: userName,
    password: password.reveal(),
  });
}

function readSigning(credential: CertificateCredential): SigningCertificate | VerdictFailure {
  try {
    return signingCertificate(credential);
  } catch (thrown) {
    if (errorCode(thrown) !== "microsoft.certificate-unreadable") throw thrown;
    return failure("not-configured", { causes: ["MicrosoftConnection: certificate or privateKey cannot be used"] });
  }
}
