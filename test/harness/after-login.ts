import { type Answer, client } from "./client.ts";
import { traceOf } from "./demo.ts";

/** What a login came to, asked from outside of the client that did it. */

/** The outcome by which the login with this transaction id left the Intune node. */
export async function deviceOutcome(transactionId: string): Promise<string | null | undefined> {
  const events = await traceOf(transactionId, (seen) => seen.some(({ nodeType }) => nodeType === "IntuneNode"));
  return events.find(({ nodeType }) => nodeType === "IntuneNode")?.outcome;
}

/** What the server tells of a session to somebody who holds nothing but its token. */
export async function sessionInfo(token = ""): Promise<Answer> {
  const on = client();
  try {
    return await on.sessionInfo(token);
  } finally {
    await on.close();
  }
}
