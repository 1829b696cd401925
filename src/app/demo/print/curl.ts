import type { DemoFile } from "../demo-file.ts";

/**
 * A login as a chain of curl calls: start the journey, fill in the step that comes back, send it on, and look at the
 * session. `sed` fills in the empty answers, so nothing but curl is needed.
 */
export function curlLogin(
  demo: DemoFile,
  device: DemoFile["devices"][number],
  withCertificate: boolean,
  entry: string,
): string {
  const realm = `${demo.gateway}/am/json/realms/root/realms/alpha`;
  const identity = withCertificate ? ` --cert ${quote(device.cert)} --key ${quote(device.key)}` : "";
  const curl = `curl -sS --cacert ${quote(demo.ca)}${identity} -H 'Content-Type: application/json'`;
  const start = `${curl} -X POST '${realm}/authenticate?authIndexType=service&authIndexValue=intune'`;
  const next = `${curl} -d @- ${realm}/authenticate`;
  const session = `${curl} -d @- '${realm}/sessions/?_action=getSessionInfo'`;
  const code = `$(node ${quote(entry)} code ${device.user.name})`;
  return [
    start,
    `sed 's/"IDToken1","value":""/"IDToken1","value":"${device.user.name}"/; s/"IDToken2","value":""/"IDToken2","value":"${device.user.password}"/'`,
    next,
    `sed "s/\\"IDToken1\\",\\"value\\":\\"\\"/\\"IDToken1\\",\\"value\\":\\"${code}\\"/"`,
    next,
    session,
  ].join(" \\\n  | ");
}

/** Quoted for a POSIX shell, if it needs to be. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
