import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

/** RFC 6265, section 4.1.1: what may stand in a cookie without breaking the header that carries it. */
const cookieName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, "not the name of a cookie");
const cookieValue = z
  .string()
  .regex(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,4000}$/, "not the value of a cookie");
const cookieAttribute = z.string().regex(/^[\x20-\x3a\x3c-\x7e]{0,1000}$/, "not an attribute of a cookie");

const config = z.object({
  name: cookieName.meta({ title: "Cookie Name", description: "Name of the cookie." }),
  value: cookieValue.meta({ title: "Cookie Value", description: "Value of the cookie." }),
  maxAge: z.int().min(0).max(34_560_000).nullish().meta({
    title: "Max Age",
    description: "Seconds that the browser keeps it; until it closes, if unset.",
  }),
  domain: cookieAttribute.nullish().meta({ title: "Cookie Domain", description: "The host alone, if unset." }),
  path: cookieAttribute.nullish().meta({ title: "Cookie Path", description: "Below which path it is sent." }),
  useSecureCookie: z
    .boolean()
    .default(false)
    .meta({ title: "Use Secure Cookie", description: "Send it over TLS only." }),
  useHttpOnlyCookie: z.boolean().default(false).meta({
    title: "Use HTTP Only Cookie",
    description: "Keep it from scripts of the page.",
  }),
  sameSite: z.enum(["LAX", "STRICT", "NONE"]).default("LAX").meta({
    title: "SameSite attribute",
    description: "Whether other sites' pages cause it to be sent.",
  }),
});

const sameSite = { LAX: "Lax", STRICT: "Strict", NONE: "None" } as const;

/** Sets a cookie when the journey succeeds. */
export const setCustomCookieNode = node({
  type: "SetCustomCookieNode",
  version: 1,
  title: "Set Custom Cookie",
  tags: ["contextual"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run: () => goTo("outcome", { hooks: [{}] }),
  atEnd({ end, config }) {
    if (end !== "success") return {};
    const { name, value, maxAge, domain, path } = config;
    const cookie = {
      name,
      value,
      ...(typeof maxAge === "number" ? { maxAge } : {}),
      ...(domain ? { domain } : {}),
      ...(path ? { path } : {}),
      secure: config.useSecureCookie,
      httpOnly: config.useHttpOnlyCookie,
      sameSite: sameSite[config.sameSite],
    };
    return { cookies: [cookie] };
  },
});
