/**
 * Session properties that only the server sets, in lower case: a journey or a client that sets one of them is overruled.
 * Besides those that we write, these are the names under which PingAM's own clients look for who somebody is.
 */
export const ownProperties: ReadonlySet<string> = new Set([
  "amctxid",
  "authinstant",
  "authlevel",
  "authtype",
  "cnf",
  "indextype",
  "organization",
  "principal",
  "service",
  "sun.am.universalidentifier",
  "userid",
  "usertoken",
]);
