import { z } from "zod";
import { secretAttribute } from "../secret-attribute.ts";

const attributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9.;-]{0,99}$/, "must be the name of an LDAP attribute");
const server = z.string().min(1).max(300);

export const ldapConfig = z.object({
  primaryServers: z.array(server).min(1).max(20).meta({
    title: "Primary LDAP Servers",
    description: "host:port, tried in this order.",
  }),
  secondaryServers: z.array(server).max(20).default([]).meta({
    title: "Secondary LDAP Servers",
    description: "host:port, tried when no primary server can be reached.",
  }),
  accountSearchBaseDn: z.array(z.string().max(1000)).min(1).max(20).meta({
    title: "DN to Start User Search",
    description: "Where users are searched. Whoever is found in two places is refused.",
  }),
  adminDn: z.string().max(1000).nullish().meta({
    title: "Bind User DN",
    description: "Who searches; empty: nobody in particular, if the directory allows that.",
  }),
  adminPassword: secretAttribute.meta({
    title: "Bind User Password",
    description: "The password of that user; write it as a token.",
  }),
  userProfileAttribute: attributeName.meta({
    title: "Attribute Used to Retrieve User Profile",
    description: "Its value is the user name from here on, unless the DN is used.",
  }),
  searchFilterAttributes: z.array(attributeName).min(1).max(10).meta({
    title: "Attributes Used to Search for a User to be Authenticated",
    description: "What is typed is compared with these; one match is enough.",
  }),
  userSearchFilter: z.string().max(2000).nullish().meta({
    title: "User Search Filter",
    description: "A filter (RFC 4515) that must hold besides.",
  }),
  searchScope: z.enum(["OBJECT", "ONE_LEVEL", "SUBTREE"]).default("SUBTREE").meta({
    title: "Search Scope",
    description: "How far below the start users are searched.",
  }),
  ldapConnectionMode: z.enum(["LDAP", "LDAPS", "START_TLS"]).default("LDAP").meta({
    title: "LDAP Connection Mode",
    description: "LDAP sends passwords in clear: use it on this machine only.",
  }),
  mtlsEnabled: z.boolean().default(false).meta({
    title: "mTLS Enabled",
    description: "Identify ourselves to the directory by certificate, instead of the bind user's password.",
  }),
  mtlsSecretLabel: z.string().max(128).nullish().meta({
    title: "mTLS Secret Label Identifier",
    description: "File of the secrets directory with the certificate and its key, PEM.",
  }),
  returnUserDn: z.boolean().default(true).meta({
    title: "Return User DN to DataStore",
    description: "Take the user name from the first part of the DN, as PingAM does to find the profile.",
  }),
  userCreationAttrs: z.array(z.string().max(250)).max(100).default([]).meta({
    title: "User Creation Attributes",
    description: "Attributes to put into objectAttributes: name, or name in the directory | name here.",
  }),
  minimumPasswordLength: z.int().min(0).max(256).default(8).meta({
    title: "Minimum Password Length",
    description: "Characters that a new password needs; the directory's own policy counts besides.",
  }),
  beheraEnabled: z.boolean().default(true).meta({
    title: "LDAP Behera Password Policy Support",
    description: "Ask the directory about expired, reset and locked passwords.",
  }),
  trustAllServerCertificates: z.boolean().default(false).meta({
    title: "Trust All Server Certificates",
    description: "Accept any certificate: whoever is in between then reads every password.",
  }),
  heartbeatInterval: z.int().min(0).default(10).meta({
    title: "LDAP Connection Heartbeat Interval",
    description: "Kept for PingAM: connections live no longer than one check.",
  }),
  heartbeatTimeUnit: z.enum(["SECONDS", "MINUTES", "HOURS"]).default("SECONDS").meta({
    title: "LDAP Connection Heartbeat Time Unit",
    description: "Kept for PingAM.",
  }),
  ldapOperationsTimeout: z.int().min(0).default(0).meta({
    title: "LDAP Operations Timeout",
    description: "Seconds for one operation, at most 20; 0: five.",
  }),
  mixedCaseForPasswordChangeMessages: z.boolean().default(false).meta({
    title: "Use mixed case for password change messages",
    description: "Off: messages about a password to be changed are in capitals.",
  }),
  affinityLevel: z.string().max(50).default("NONE").meta({
    title: "LDAP Affinity Level",
    description: "Kept for PingAM: servers are always tried in order.",
  }),
});

export type LdapConfig = z.output<typeof ldapConfig>;
