import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { Secret } from "../../core/secret.ts";
import { createDirectories, createMailer, type MailAccount, type NodeServices } from "../../nodes/index.ts";
import type { UserStore } from "../../store/index.ts";
import { createAttempts, dailyCodes, withDailyBudget } from "../../users/index.ts";
import { readServerAuthorities } from "../deployment/client-authorities.ts";
import { readEmailTemplates } from "../deployment/email-templates.ts";
import type { Deployment } from "../deployment/load.ts";
import type { LoadedRealm } from "../deployment/realms.ts";
import { readSecretFile } from "../deployment/secret-files.ts";

type OutwardServices = Pick<
  NodeServices,
  | "mail"
  | "mailAccount"
  | "emailTemplate"
  | "secret"
  | "directories"
  | "certificateDirectory"
  | "directoryAttempts"
  | "codeAttempts"
>;

/** What nodes need to reach mail servers and directories, and what keeps people from guessing by them. */
export async function outwardServices(
  deployment: Deployment,
  realms: readonly LoadedRealm[],
  { store, clock, log }: { readonly store: UserStore; readonly clock: Clock; readonly log: Logger },
): Promise<OutwardServices> {
  const authorities = await readServerAuthorities(deployment);
  const trusted = authorities === "" ? {} : { ca: authorities };
  const secret = (label: string): Secret | null => {
    const value = readSecretFile(deployment.places.secrets, label);
    return value === undefined ? null : new Secret(value);
  };
  const templates = new Map(
    await Promise.all(
      realms.map(async ({ name, realm }) => [realm.path, await readEmailTemplates(deployment, name)] as const),
    ),
  );
  const limits = { perUser: { points: 10, seconds: 300 }, perAddress: { points: 100, seconds: 300 }, clock, log };
  const directories = createDirectories({ clock, secret, ...trusted });
  return {
    mail: createMailer({ clock, ...trusted }),
    mailAccount: mailAccount(deployment.settings.mail),
    emailTemplate: (realm, name) => templates.get(realm)?.get(name),
    secret,
    directories,
    certificateDirectory: directories,
    directoryAttempts: createAttempts({ kind: "password", ...limits }),
    codeAttempts: withDailyBudget(createAttempts({ kind: "code", ...limits }), {
      ...{ store, kind: "sent", budget: dailyCodes, clock, log },
    }),
  };
}

function mailAccount(mail: Deployment["settings"]["mail"]): MailAccount | null {
  if (mail === undefined) return null;
  const { host, port, security, from, username, password } = mail;
  return {
    ...{ host, port, security, from },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: new Secret(password) }),
  };
}
