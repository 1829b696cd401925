import { z } from "zod";
import { contentTypeOf, fillTemplate, isJsonType } from "./template.ts";

/** `webhooks` of `realm.json`: what is called when a session ends that a journey registered one for. */

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,64}$/, "is not the name of a header (RFC 9110)");
const headerValue = z.string().regex(/^[\x20-\x7e\t]{0,4096}$/, "is not the value of a header");

/** They belong to the connection. */
const refusedHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const webhook = z
  .strictObject({
    url: z
      .string()
      .max(2048)
      .refine(isWebhookUrl, "is neither an https URL nor an http URL of this very host")
      .meta({ description: "What to POST to: https, or http on a loopback address. Redirects are not followed." }),
    headers: z
      .record(
        headerName.refine((name) => !refusedHeaders.has(name.toLowerCase()), "belongs to the connection"),
        headerValue,
      )
      .default({})
      .meta({ description: "Headers to send. Write secrets as tokens. The default Content-Type is that of a form." }),
    body: z.string().max(16_384).default("").meta({
      description:
        "The body, in which ${username}, ${universalId}, ${realm} and ${name of a session property} stand for values.",
    }),
  })
  .refine(({ headers, body }) => !isJsonType(contentTypeOf(headers)) || isJsonTemplate(body), {
    path: ["body"],
    message: "is not JSON with each ${placeholder} inside a string",
  });

export const webhooksSchema = z.record(z.string().min(1).max(200), webhook);

export type Webhook = z.output<typeof webhook>;

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname));
}

/** A placeholder outside a string would let a value become more than a value. */
function isJsonTemplate(body: string): boolean {
  try {
    JSON.parse(fillTemplate(body, () => "a", "text/plain"));
    return true;
  } catch {
    // Whatever is wrong with it, it is not JSON.
    return false;
  }
}
