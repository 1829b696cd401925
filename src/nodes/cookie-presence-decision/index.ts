import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  cookieName: z.string().min(1).max(200).meta({ title: "Name of Cookie", description: "The cookie to look for." }),
});

/** Whether the browser sent a cookie. */
export const cookiePresenceDecisionNode = node({
  type: "CookiePresenceDecisionNode",
  version: 1,
  title: "Cookie Presence Decision Node",
  tags: ["contextual"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: [],
  writes: [],
  run: ({ config: { cookieName }, request: { cookies } }) => goTo(cookies.has(cookieName) ? "true" : "false"),
});
