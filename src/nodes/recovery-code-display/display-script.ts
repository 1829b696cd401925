import { scriptHtml } from "../script-text.ts";

/**
 * The codes as PingAM sends them: a script that puts HTML before the form of its own page. The SDKs do not run it, but
 * read from it each code that stands alone at the start of a literal, and the device's name between `em` tags. They take
 * letters and digits only, so hyphens are left out; they are not part of a code.
 */
export function displayScript(codes: readonly string[], deviceName: string): string {
  const name = scriptHtml(deviceName || "New Security Key");
  const html = [
    '"<div><h3>Your Recovery Codes</h3>\\n"',
    '"<p>Keep a copy of these recovery codes. They are not shown again.</p>\\n"',
    ...codes.map((code) => `"<div>\\n" +\n  "${code.replaceAll(/\W/g, "")}\\n" +\n  "</div>\\n"`),
    `"<p>Use one of them if you lose your device, which is called: <em>${name}</em></p></div>\\n"`,
  ];
  return [
    'var recoveryCodes = document.createElement("div");',
    `recoveryCodes.innerHTML =\n  ${html.join(" +\n  ")};`,
    'document.getElementById("wrapper").getElementsByTagName("fieldset")[0].prepend(recoveryCodes);',
    "",
  ].join("\n");
}
