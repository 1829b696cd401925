import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import type { Addressee } from "./addressee.ts";
import { type EmailTemplate, renderTemplate } from "./template.ts";

/** @throws {nodes.email-template-missing} when the realm has no such template */
export function templateNamed(services: NodeServices, realm: string, name: string): EmailTemplate {
  const template = services.emailTemplate(realm, name);
  if (template !== undefined) return template;
  throw nodeErrors.error("nodes.email-template-missing", { detail: `realm ${realm} has no e-mail template "${name}"` });
}

/** Sends a filled-in template. @throws {nodes.mail-account-missing} and whatever {@link Mailer.send} throws */
export async function sendTemplate(
  services: NodeServices,
  template: EmailTemplate,
  to: Addressee,
  more: { readonly locales: readonly string[]; readonly resumeURI?: string },
): Promise<void> {
  const account = services.mailAccount;
  if (account === null) throw nodeErrors.error("nodes.mail-account-missing");
  const { locales, ...link } = more;
  const rendered = renderTemplate(template, { object: to.object, ...link }, locales);
  await services.mail.send({ ...account, from: template.from || account.from, to: to.address, ...rendered });
}
