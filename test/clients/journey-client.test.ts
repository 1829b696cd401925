import { type JourneyClient, type JourneyResult, type JourneyStep, journey } from "@forgerock/journey-client";
import { afterEach, describe, expect, it } from "vitest";
import { deviceOutcome, sessionInfo } from "../harness/after-login.ts";
import { codesOf } from "../harness/client.ts";
import { demo, deviceFor, identityOf } from "../harness/demo.ts";
import { type BrowserStandIn, standInForBrowser } from "./browser-stand-in.ts";

/** `@forgerock/journey-client`, unmodified: it learns every address from OpenID discovery. */

const user = demo.users[11] ?? demo.user;
const code = codesOf(user);
const identity = identityOf(deviceFor("COMPLIANT"));
const gateway = `${demo.gateway}/am`;
const route = `${demo.gateway}/mtls-intune`;
const server = `${demo.server}/am`;
let browser: BrowserStandIn;

afterEach(() => browser.close());

describe("@forgerock/journey-client", () => {
  it.each([
    ["the SDK addresses of the gateway", gateway],
    ["the route of the page", route],
  ])("reaches level 3 with a compliant device's certificate, and stays on %s", async (_name, base) => {
    const { success } = await logInAt(base, identity);
    expect(await deviceOutcome(browser.transactionId())).toBe("COMPLIANT");
    const session = await sessionInfo(success.getSessionToken());
    expect(session.body).toMatchObject({ username: user.name, properties: { AuthLevel: "3" } });
    expect(browser.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${base}/oauth2/realms/root/realms/alpha/.well-known/openid-configuration`,
      `POST ${base}/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=intune`,
      `POST ${base}/json/realms/root/realms/alpha/authenticate`,
      `POST ${base}/json/realms/root/realms/alpha/authenticate`,
    ]);
  });

  it("reaches level 2 at the server itself, where no certificate can be, and ends the session", async () => {
    const { on, success } = await logInAt(server);
    expect(await deviceOutcome(browser.transactionId())).toBe("NOID");
    const token = success.getSessionToken();
    expect((await sessionInfo(token)).body).toMatchObject({ realm: "/alpha", properties: { AuthLevel: "2" } });

    expect(await on.terminate()).toBeUndefined();
    expect((await sessionInfo(token)).status).toBe(401);
  });

  it("turns a wrong password into a LoginFailure with PingAM's message", async () => {
    const on = await connect(route, identity);
    const step = expectKind(await on.start({ journey: "intune" }), "Step");
    const failure = expectKind(await on.next(filled(step, "not-the-password")), "LoginFailure");
    expect(failure.getCode()).toBe(401);
    expect(failure.getMessage()).toBe("Login failure");
    expect(failure.getDetail()).toEqual({ failureUrl: "" });
  });
});

function connect(base: string, certificate?: typeof identity): Promise<JourneyClient> {
  browser = standInForBrowser(certificate);
  const wellknown = `${base}/oauth2/realms/root/realms/alpha/.well-known/openid-configuration`;
  return journey({ config: { serverConfig: { wellknown } } });
}

async function logInAt(base: string, certificate?: typeof identity) {
  const on = await connect(base, certificate);
  const first = expectKind(await on.start({ journey: "intune" }), "Step");
  expect(first.getStage()).toBe("UsernamePassword");
  const second = expectKind(await on.next(filled(first, user.password)), "Step");
  second.setCallbackValue("NameCallback", await code());
  return { on, success: expectKind(await on.next(second), "LoginSuccess") };
}

function filled(step: JourneyStep, password: string): JourneyStep {
  step.setCallbackValue("NameCallback", user.name);
  step.setCallbackValue("PasswordCallback", password);
  return step;
}

type Answer = Extract<JourneyResult, { type: "Step" | "LoginSuccess" | "LoginFailure" }>;

function expectKind<Kind extends `${Answer["type"]}`>(answer: JourneyResult, kind: Kind) {
  expect(answer).toMatchObject({ type: kind });
  return answer as Extract<Answer, { type: Kind }>;
}
