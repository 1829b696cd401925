import { z } from "zod";
import { localise } from "../localised.ts";

/**
 * A message with placeholders, in the shape in which PingIDM exports its `emailTemplate` objects; keys that mean nothing
 * here are ignored.
 */
export const emailTemplateSchema = z.looseObject({
  enabled: z.boolean().default(true).describe("Whether messages are sent by this template at all."),
  from: z.string().max(320).optional().describe("Sender; default: the one of the deployment's mail server."),
  defaultLocale: z.string().max(35).default("en").describe("The locale for people whose languages it does not have."),
  mimeType: z.enum(["text/html", "text/plain"]).default("text/html").describe("What the messages are written in."),
  subject: z.record(z.string(), z.string().max(200)).describe("Subject by locale."),
  message: z.record(z.string(), z.string().max(65_536)).describe("Message by locale."),
});

export type EmailTemplate = z.output<typeof emailTemplateSchema>;

/** What placeholders may name: `{{object.givenName}}`, `{{resumeURI}}`. */
export interface TemplateValues {
  readonly object: Readonly<Record<string, string>>;
  readonly resumeURI?: string;
}

export interface Rendered {
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

const longestValue = 200;

/** Fills in a template. Nothing that stands in a value can become markup. */
export function renderTemplate(template: EmailTemplate, values: TemplateValues, locales: readonly string[]): Rendered {
  const wanted = [...locales, template.defaultLocale];
  const subject = fill(localise(template.subject, wanted), values, (text) => text);
  const message = localise(template.message, wanted);
  if (template.mimeType === "text/plain") return { subject, text: fill(message, values, (text) => text) };
  return { subject, html: fill(message, values, escapeHtml) };
}

/** PingIDM writes `{{name}}`, and `{{{name}}}` for what must not be escaped; here everything is. */
const placeholder = /\{\{\{?\s{0,9}([\w.-]{1,100})\s{0,9}\}?\}\}/g;

function fill(text: string, values: TemplateValues, encode: (text: string) => string): string {
  return text.replaceAll(placeholder, (_all, name: string) => encode(lookUp(name, values)));
}

function lookUp(name: string, { object, resumeURI = "" }: TemplateValues): string {
  if (name === "resumeURI") return resumeURI;
  const key = name.startsWith("object.") ? name.slice("object.".length) : "";
  // Whoever registers chooses these, and who gets the message is perhaps somebody else.
  return Object.hasOwn(object, key) ? (object[key] ?? "").replaceAll(/\p{Cc}+/gu, " ").slice(0, longestValue) : "";
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
