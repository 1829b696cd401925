/**
 * Where a server's answer may send the browser. Addresses come as text from an answer; what is no web address
 * (`javascript:`, `data:`, `blob:` …) is never followed.
 */

/** The http or https URL that `text` means on the page `here`; `undefined` when it is none. */
export function webUrl(text: string, here: string): URL | undefined {
  if (text === "" || !URL.canParse(text, here)) return undefined;
  const url = new URL(text, here);
  return url.protocol === "https:" || url.protocol === "http:" ? url : undefined;
}

/** As {@link webUrl}, for the page's own origin only. */
export function sameOriginUrl(text: string, here: string): URL | undefined {
  const url = webUrl(text, here);
  return url?.origin === new URL(here).origin ? url : undefined;
}

/** As {@link webUrl}, for the page's own origin and for others that are https. */
export function httpsUrl(text: string, here: string): URL | undefined {
  const url = webUrl(text, here);
  return url?.protocol === "https:" ? url : sameOriginUrl(text, here);
}
