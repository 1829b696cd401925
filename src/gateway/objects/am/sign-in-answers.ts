import { gatewayErrors } from "../../errors.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { type Refusal, refusals } from "./judge-session.ts";
import { cleanAddress } from "./sign-in-address.ts";

/** What somebody gets who may not pass. */

/** A browser that goes to a page says that it takes HTML; a program that calls an API takes anything, or JSON. */
export function isBrowsing({ headers }: Exchange): boolean {
  return headers
    .all("accept")
    .some((value) => /(?:^|[\s,])(?:text\/html|application\/xhtml\+xml)(?:[\s;,]|$)/i.test(value));
}

export function redirectTo(location: string, cookies: readonly string[] = []): GatewayResponse {
  const headers = headersFrom(["Location", location, "Cache-Control", "no-store", "Content-Length", "0"]);
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return { status: 302, headers, body: Buffer.alloc(0) };
}

/**
 * 401 for programs: a challenge in the form that PingAM's SDKs know, and where to sign in.
 *
 * @param realm path of AM's realm
 */
export function challenge(refusal: Refusal, signIn: URL, realm: string, level: number): GatewayResponse {
  const { status, message } = gatewayErrors.specs["gateway.sign-in-required"];
  const advices = refusal === "level" ? { AuthLevelConditionAdvice: [String(level)] } : {};
  const encoded = Buffer.from(JSON.stringify(advices)).toString("base64");
  const body = Buffer.from(
    JSON.stringify({ code: status, reason: "Unauthorized", message, detail: { advices, signIn: signIn.href } }),
  );
  const headers = headersFrom([
    ...[
      "WWW-Authenticate",
      `SSOADVICE realm="${realm}", advices="${encoded}", am_uri="${signIn.origin}${signIn.pathname}"`,
    ],
    ...["Content-Type", "application/json", "Content-Length", String(body.length)],
    ...["Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"],
  ]);
  return { status, headers, body };
}

/** 403 for a browser that came back from the login page, and still may not pass: sending it there again would not end. */
export function failurePage(refusal: Refusal, exchange: Exchange, marker: string): GatewayResponse {
  const again = escaped(cleanAddress(exchange, marker));
  return page(gatewayErrors.specs["gateway.sign-in-failed"].status, "Signing in did not succeed", [
    `<p>${escaped(refusals[refusal])}</p>`,
    `<p>Allow cookies for this site, and <a href="${again}">try again</a>. If it happens again, tell your administrator.</p>`,
  ]);
}

export function signedOutPage(cookies: readonly string[]): GatewayResponse {
  return page(200, "You are signed out", ["<p>You may close this window.</p>"], cookies);
}

function page(
  status: number,
  title: string,
  content: readonly string[],
  cookies: readonly string[] = [],
): GatewayResponse {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${content.join("")}</html>`;
  const body = Buffer.from(`${html}\n`);
  const headers = headersFrom([
    ...["Content-Type", "text/html; charset=utf-8", "Content-Length", String(body.length)],
    ...["Cache-Control", "no-store", "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer"],
    ...["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"],
  ]);
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return { status, headers, body };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
