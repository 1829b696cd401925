import type { X509Certificate } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import type { JsonObject } from "../core/json.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { Secret } from "../core/secret.ts";
import type { Crls } from "../device/index.ts";
import type { ScriptFile } from "../journey/index.ts";
import type { Cloud, IntuneClient, MicrosoftConnection } from "../microsoft/index.ts";
import type { ScriptPorts, ScriptRunner } from "../script/index.ts";
import type { Attempts, CodeAttempts, Users } from "../users/index.ts";
import type { CertificateDirectory } from "./certificate-validation/find-certificate.ts";
import type { IdentityPolicy } from "./identity/policy.ts";
import type { RecheckPace } from "./intune-remediation/recheck-pace.ts";
import type { JourneyMetrics } from "./journey-metrics.ts";
import type { Directories } from "./ldap-decision/directories.ts";
import type { MailAccount, Mailer } from "./mail/mailer.ts";
import type { EmailTemplate } from "./mail/template.ts";

/** A node as it stands in a tree. */
export interface PlacedNode {
  readonly type: string;
  readonly attributes: JsonObject;
}

/** What the nodes of this catalogue need from the world; the composition fills it once. */
export interface NodeServices {
  readonly compliance: Pick<IntuneClient, "verdict" | "detectedApps" | "failingSettings">;
  /** Which Entra and Graph to ask. */
  readonly cloud: Cloud;
  /** `microsoft.connections` of the deployment, by name. */
  readonly connections: ReadonlyMap<string, MicrosoftConnection>;
  /** How often the owner of a device may have it checked again. */
  readonly recheckPace: RecheckPace;
  readonly users: Users;
  /** What the realm says about its people: terms, security questions, consent, attributes. */
  readonly identityPolicy: (realm: string) => IdentityPolicy;
  /** What Meter and Timer nodes count. */
  readonly metrics: JourneyMetrics;
  readonly scripts: Pick<ScriptRunner, "run" | "close">;
  /** What scripts of a realm may reach outside their sandbox; absent: nothing. */
  readonly scriptPorts?: (realm: string) => ScriptPorts;
  /** The script that a journey of `realm` refers to. */
  readonly script: (realm: string, id: string) => ScriptFile | undefined;
  /** A node of a tree of `realm`, with its attributes: secrets among them. */
  readonly nodeAt: (realm: string, tree: string, id: string) => PlacedNode | undefined;
  readonly cookieName: (realm: string) => string;
  /** Who may issue client certificates (`trust.clientAuthorities`); null: what the gateway verified counts, nothing else. */
  readonly clientAuthorities: readonly X509Certificate[] | null;
  /** Directories that hold certificates. */
  readonly certificateDirectory: CertificateDirectory;
  /** Certificate revocation lists. */
  readonly crls: Crls;
  /** Hands messages to SMTP servers. */
  readonly mail: Mailer;
  /** The deployment's own mail server (`mail`); null: it has none. */
  readonly mailAccount: MailAccount | null;
  /** An e-mail template of a realm. */
  readonly emailTemplate: (realm: string, name: string) => EmailTemplate | undefined;
  /** The secret that a label names: a file of the secrets directory. */
  readonly secret: (label: string) => Secret | null;
  /** LDAP directories. */
  readonly directories: Directories;
  /** Limits guesses at passwords of those directories, by user and by address. */
  readonly directoryAttempts: Attempts;
  /** Limits guesses at one-time passwords, by user and by address. */
  readonly codeAttempts: CodeAttempts;
  readonly clock: Clock;
  readonly random: Random;
  /** For what goes wrong after a node has answered; whatever else happens belongs into the trace. */
  readonly log: Pick<Logger, "warn">;
}
