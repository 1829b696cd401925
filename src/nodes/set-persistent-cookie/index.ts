import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { cookieSettings, hours } from "./config.ts";
import { persistentCookie, signingKeyOf } from "./cookie.ts";

const config = z.object({
  idleTimeout: hours.default(5).meta({
    title: "Idle Timeout",
    description: "Hours after which the cookie ends unless it is used.",
  }),
  maxLife: hours.default(5).meta({ title: "Max Life", description: "Hours after which the cookie ends." }),
  ...cookieSettings,
});

/** Sets a cookie with which the user need not log in again, when the journey succeeds. */
export const setPersistentCookieNode = node({
  type: "SetPersistentCookieNode",
  version: 1,
  title: "Set Persistent Cookie",
  tags: ["contextual"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ config, services }) {
    // A key that is missing fails the login here, where the trace names the node.
    signingKeyOf(config, services);
    const { persistentCookieName: name } = config;
    return goTo("outcome", { hooks: [{}], sessionProperties: { [name]: name } });
  },
  atEnd({ end, config, realm, user, request, services }) {
    if (end !== "success" || user === null) return {};
    const { idleTimeout, maxLife } = config;
    const expiresAt = Math.floor(services.clock.now() / 1000) + maxLife * 3600;
    return {
      cookies: [persistentCookie({ settings: config, idleTimeout, expiresAt, realm, user, request, services })],
    };
  },
});
