import { describeError } from "../../core/errors.ts";
import type { NodeServices } from "../services.ts";
import type { OutgoingMail } from "./mailer.ts";

/**
 * Starts a message that nobody waits for: neither how long it takes nor how it ends may tell the client whether there was
 * anybody to write to. What goes wrong stands in the log.
 */
export function sendUnawaited({ mail, log }: Pick<NodeServices, "mail" | "log">, message: OutgoingMail): void {
  mail.send(message).catch((cause: unknown) => {
    log.warn({ cause: describeError(cause) }, "a one-time password was not sent");
  });
}
