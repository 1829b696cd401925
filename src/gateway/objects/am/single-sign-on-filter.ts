import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { flag, integer, reference } from "../../heap/schemas.ts";
import type { RuntimeTemplate } from "../../heap/templates.ts";
import type { Exchange, Filter, GatewayResponse } from "../../http/exchange.ts";
import { cookieValues, removeCookies, removeSetCookies, setCookie } from "../sessions/cookies.ts";
import type { AmSession } from "./am-session.ts";
import { judge, type Refusal, type SessionRules } from "./judge-session.ts";
import { cleanAddress, hasMarker, loginPage, type SignIn, signInAddress, withoutMarker } from "./sign-in-address.ts";
import { challenge, failurePage, isBrowsing, redirectTo, signedOutPage } from "./sign-in-answers.ts";

const queryName = z.string().regex(/^[\w.-]{1,64}$/, { error: "is no name of a query parameter" });

/**
 * `SingleSignOnFilter`: only requests with a session pass, and of the very device that it belongs to; browsers are sent to
 * the login page and come back, programs get 401. `minimumAuthLevel`, `deviceBound` and `forwardSessionCookie` are our own.
 */
export const singleSignOnFilter = objectType({
  type: "SingleSignOnFilter",
  config: z.object({
    amService: reference,
    authenticationService: z
      .string()
      .regex(/^[\w .+@-]{1,200}$/, { error: "is no name of a journey" })
      .optional(),
    redirectionMarker: z.object({ enabled: flag.default(true), name: queryName.default("_ig") }).prefault({}),
    defaultLogoutLandingPage: z.string().optional(),
    logoutExpression: z.string().optional(),
    loginEndpoint: z.string().optional(),
    minimumAuthLevel: integer(0, 1_000).default(0),
    deviceBound: flag.default(true),
    forwardSessionCookie: flag.default(false),
  }),
  build: async (config, context) => {
    const { am } = await context.refer("am-service", config.amService, "amService");
    const { minimumAuthLevel, deviceBound, redirectionMarker, authenticationService, loginEndpoint, logoutExpression } =
      config;
    const landing = config.defaultLogoutLandingPage;
    if (landing !== undefined && !URL.canParse(landing, "https://localhost")) {
      throw context.problem("is no address", "defaultLogoutLandingPage");
    }
    const logout = logoutExpression === undefined ? null : context.runtime(logoutExpression, "logoutExpression");
    const endpoint = loginEndpoint === undefined ? null : context.runtime(loginEndpoint, "loginEndpoint");
    return {
      kind: "filter",
      filter: singleSignOn({
        rules: { am, minimumAuthLevel, deviceBound },
        signIn: {
          journey: authenticationService,
          level: minimumAuthLevel,
          marker: redirectionMarker.enabled ? redirectionMarker.name : null,
        },
        loginPage:
          endpoint === null ? (exchange) => loginPage(am, exchange) : (exchange) => evaluated(endpoint, exchange),
        isLogout: (exchange) => logout?.value(exchange) === true,
        landingPage: landing,
        forwardsCookie: config.forwardSessionCookie,
        warn: (refusal, exchange) => {
          const { address } = exchange.client;
          const fields = { route: exchange.route, address, reason: refusal === "device" ? "device-changed" : refusal };
          context.services.log.warn(fields, "a session was refused");
        },
      }),
    };
  },
});

interface Settings {
  readonly rules: SessionRules;
  readonly signIn: SignIn;
  loginPage(exchange: Exchange): URL;
  isLogout(exchange: Exchange): boolean;
  readonly landingPage: string | undefined;
  readonly forwardsCookie: boolean;
  warn(refusal: Refusal, exchange: Exchange): void;
}

function singleSignOn(settings: Settings): Filter {
  const { rules, signIn, forwardsCookie } = settings;
  const { am } = rules;
  return async (exchange, next) => {
    const name = await am.cookieName();
    const isSessionCookie = (cookie: string): boolean => cookie === name;
    const [token] = cookieValues(exchange.headers, name);
    if (settings.isLogout(exchange)) return logOut(token, name, exchange, settings);
    const session = token === undefined ? null : await am.session(token, exchange);
    const refusal = judge(session, exchange, rules);
    if (refusal !== null || session === null || token === undefined) {
      if (refusal !== null && refusal !== "none" && refusal !== "level") settings.warn(refusal, exchange);
      return refuse(refusal ?? "none", exchange, settings);
    }
    if (signIn.marker !== null && hasMarker(exchange.original.query, signIn.marker)) {
      if (/^(?:GET|HEAD)$/.test(exchange.method)) return redirectTo(cleanAddress(exchange, signIn.marker));
      exchange.target = { ...exchange.target, query: withoutMarker(exchange.target.query, signIn.marker) };
    }
    addContext(exchange, token, session);
    if (forwardsCookie) return next(exchange);
    removeCookies(exchange.headers, isSessionCookie);
    const response = await next(exchange);
    removeSetCookies(response.headers, isSessionCookie);
    return response;
  };
}

function refuse(refusal: Refusal, exchange: Exchange, { rules, signIn, loginPage: pageOf }: Settings): GatewayResponse {
  const address = signInAddress(pageOf(exchange), signIn, exchange);
  if (!isBrowsing(exchange)) return challenge(refusal, address, rules.am.realm, rules.minimumAuthLevel);
  const { marker } = signIn;
  if (marker !== null && hasMarker(exchange.original.query, marker)) return failurePage(refusal, exchange, marker);
  return redirectTo(address.href);
}

function addContext(exchange: Exchange, token: string, session: AmSession): void {
  const { username: uid, realm, universalId, authLevel } = session;
  exchange.contexts.set("ssoToken", { value: token, info: { uid, realm, authLevel }, universalId });
}

/** Ends the session at AM before the browser forgets it: else it would live on, and nobody could end it any more. */
async function logOut(
  token: string | undefined,
  name: string,
  exchange: Exchange,
  { rules, landingPage }: Settings,
): Promise<GatewayResponse> {
  if (token !== undefined) await rules.am.logout(token, exchange);
  const cookie = { domain: undefined, path: "/", httpOnly: true, secure: undefined, sameSite: "Lax" as const };
  const cleared = [setCookie(name, "", cookie, 0, exchange)];
  if (landingPage === undefined) return signedOutPage(cleared);
  return redirectTo(new URL(landingPage, exchange.externalOrigin).href, cleared);
}

function evaluated(template: RuntimeTemplate, exchange: Exchange): URL {
  const value = template.value(exchange);
  const url = typeof value === "string" && URL.canParse(value, exchange.externalOrigin);
  const address = url ? new URL(value, exchange.externalOrigin) : undefined;
  if (address !== undefined && /^https?:$/.test(address.protocol)) return address;
  throw gatewayErrors.error("gateway.route-failed", { detail: "loginEndpoint gave no http or https address" });
}
