import { z } from "zod";
import { goTo, type NodeContext } from "../../journey/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, "not the name of a header");

const config = z.object({
  usernameHeader: headerName.default("X-OpenAM-Username").meta({
    title: "Username Header Name",
    description: "Header with the user name; words encoded by RFC 2047 are decoded.",
  }),
  passwordHeader: headerName.default("X-OpenAM-Password").meta({
    title: "Password Header Name",
    description: "Header with the password; words encoded by RFC 2047 are decoded.",
  }),
  allowWithoutReferer: z.boolean().default(true).meta({
    title: "Allow Without Referer",
    description: "Take the headers whatever page the request came from.",
  }),
  referrerWhiteList: z.array(z.string().max(2_000)).max(100).default([]).meta({
    title: "Referer Whitelist",
    description: "Otherwise, the pages from which they are taken.",
  }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Takes user name and password from headers, without showing a page. */
export const zeroPageLoginNode = node({
  type: "ZeroPageLoginNode",
  version: 1,
  title: "Zero Page Login Collector",
  tags: ["basic authn", "basic authentication"],
  config,
  outcomes: { true: "Has Credentials", false: "No Credentials" },
  reads: [],
  writes: ["username", "password"],
  run(context) {
    const { config, request, state } = context;
    if (!refererAllowed(context)) return goTo("false", { reason: "the referer is not on the list" });
    const username = request.credentials?.get(config.usernameHeader.toLowerCase());
    const password = request.credentials?.get(config.passwordHeader.toLowerCase());
    if (username !== undefined) state.putShared("username", username);
    if (password !== undefined) state.putTransient("password", password);
    return goTo(username === undefined && password === undefined ? "false" : "true");
  },
});

function refererAllowed({ config, request: { headers } }: Context): boolean {
  if (config.allowWithoutReferer) return true;
  const [referer, second] = headers.get("referer") ?? [];
  return referer !== undefined && second === undefined && config.referrerWhiteList.includes(referer);
}
