import { gatewayErrors } from "../errors.ts";
import type { GatewayResponse } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import type { Support } from "../options.ts";
import { noCertificate } from "../server/sender.ts";
import { type Words, wordsOf } from "./certificate-words.ts";
import { htmlPage, pagePolicy } from "./page.ts";

/**
 * The answer to a client whose certificate is missing or does not count: what is wrong, and what to do. A page for
 * browsers, JSON in the shape of AM's errors for whoever prefers that, plain text for everybody else.
 *
 * @param reason `NO_CERTIFICATE`, another one of ours, or OpenSSL's code
 * @param accept values of the header `Accept`
 */
export function certificatePage(reason: string, accept: readonly string[], support: Support): GatewayResponse {
  const words = wordsOf(reason);
  const reference = /^[A-Z0-9_]{1,64}$/.test(reason) ? reason : "UNVERIFIED";
  const type = preferred(accept);
  const body = Buffer.from(writers[type](words, reference, support), "utf8");
  const headers = headersFrom([
    "Content-Type",
    type === "application/json" ? type : `${type}; charset=utf-8`,
    "Content-Length",
    String(body.length),
    "Cache-Control",
    "no-store",
    "Vary",
    "Accept",
    "Content-Security-Policy",
    pagePolicy,
    "X-Content-Type-Options",
    "nosniff",
    "Referrer-Policy",
    "no-referrer",
  ]);
  return { status: 403, headers, body };
}

const types = ["text/html", "application/json", "text/plain"] as const;
type Type = (typeof types)[number];

const writers: Readonly<Record<Type, (words: Words, reference: string, support: Support) => string>> = {
  "text/html": htmlPage,
  "application/json": ({ explanation, steps }, reference, support) =>
    JSON.stringify({
      code: 403,
      reason: "Forbidden",
      message: messageOf(reference),
      detail: { certificate: reference, explanation, steps, ...(isEmpty(support) ? {} : { support }) },
    }),
  "text/plain": ({ explanation, steps }, reference, { text, link }) =>
    [`${messageOf(reference)} (${reference})`, explanation, ...steps.map((step) => `- ${step}`), text, link]
      .filter((line) => line !== undefined)
      .map((line) => `${line}\n`)
      .join(""),
};

function messageOf(reference: string): string {
  const code = reference === noCertificate ? "gateway.certificate-required" : "gateway.certificate-refused";
  return gatewayErrors.specs[code].message;
}

function isEmpty({ text, link }: Support): boolean {
  return text === undefined && link === undefined;
}

/** The first of our types that the client names, as browsers and libraries order them. */
function preferred(accept: readonly string[]): Type {
  const named = accept.join(",").toLowerCase().split(",");
  for (const range of named) {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim());
    const type = types.find((each) => each === name);
    if (type !== undefined && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each))) return type;
  }
  return "text/plain";
}
