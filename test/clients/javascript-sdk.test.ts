import {
  CallbackType,
  Config,
  FRAuth,
  FRLoginFailure,
  FRLoginSuccess,
  FRStep,
  SessionManager,
} from "@forgerock/javascript-sdk";
import { afterEach, describe, expect, it } from "vitest";
import { deviceOutcome, sessionInfo } from "../harness/after-login.ts";
import { codesOf } from "../harness/client.ts";
import { demo, deviceFor, identityOf } from "../harness/demo.ts";
import { type BrowserStandIn, standInForBrowser } from "./browser-stand-in.ts";
import { patience } from "./two-sdks.ts";

/** `@forgerock/javascript-sdk`, unmodified: what applications written for PingAM use today. */

const user = demo.users[10] ?? demo.user;
const code = codesOf(user);
const identity = identityOf(deviceFor("COMPLIANT"));
let browser: BrowserStandIn;

afterEach(() => browser.close());

describe("@forgerock/javascript-sdk", () => {
  it("reaches level 3 through the gateway with the certificate of a compliant device", async () => {
    const success = await logInAt(demo.gateway, identity);
    expect(await deviceOutcome(browser.transactionId())).toBe("COMPLIANT");
    expect(success.getRealm()).toBe("/alpha");
    expect(success.getSuccessUrl()).toBe("/am/console");
    const session = await sessionInfo(success.getSessionToken());
    expect(session.body).toMatchObject({ username: user.name, properties: { AuthLevel: "3" } });
  });

  it("reaches level 2 at the server itself, where no certificate can be, and ends the session by logout", async () => {
    const success = await logInAt(demo.server);
    expect(await deviceOutcome(browser.transactionId())).toBe("NOID");
    const token = success.getSessionToken();
    const session = await sessionInfo(token);
    expect(session.body).toMatchObject({ username: user.name, properties: { AuthLevel: "2" } });

    const answer = await SessionManager.logout();
    expect(await answer.json()).toEqual({ result: "Successfully logged out" });
    expect((await sessionInfo(token)).status).toBe(401);
  });

  it("turns a wrong password into a LoginFailure with PingAM's message", async () => {
    const step = await start(demo.gateway, identity);
    const failure = await FRAuth.next(filled(step, "not-the-password"));
    if (!(failure instanceof FRLoginFailure)) throw new Error(`expected a login failure, got ${failure.type}`);
    expect(failure.getCode()).toBe(401);
    expect(failure.getReason()).toBe("Unauthorized");
    expect(failure.getMessage()).toBe("Login failure");
    expect(failure.getDetail()).toEqual({ failureUrl: "" });
  });
});

async function start(origin: string, certificate?: typeof identity): Promise<FRStep> {
  browser = standInForBrowser(certificate);
  Config.set({ serverConfig: { baseUrl: `${origin}/am`, timeout: patience }, realmPath: "alpha", tree: "intune" });
  return expectStep(await FRAuth.start());
}

async function logInAt(origin: string, certificate?: typeof identity): Promise<FRLoginSuccess> {
  const first = await start(origin, certificate);
  expect(first.getHeader()).toBe("Sign in");
  expect(first.getStage()).toBe("UsernamePassword");
  const second = expectStep(await FRAuth.next(filled(first, user.password)));
  second.setCallbackValue(CallbackType.NameCallback, await code());
  const last = await FRAuth.next(second);
  if (!(last instanceof FRLoginSuccess)) throw new Error(`expected a session, got ${JSON.stringify(last.payload)}`);
  return last;
}

function filled(step: FRStep, password: string): FRStep {
  step.setCallbackValue(CallbackType.NameCallback, user.name);
  step.setCallbackValue(CallbackType.PasswordCallback, password);
  return step;
}

function expectStep(answer: Awaited<ReturnType<typeof FRAuth.next>>): FRStep {
  if (!(answer instanceof FRStep)) throw new Error(`expected a step, got ${JSON.stringify(answer.payload)}`);
  return answer;
}
