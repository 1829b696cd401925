import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureId, successId } from "../../src/journey/index.ts";
import { demo } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { type DeviceBrowser, launchChromium } from "./chromium.ts";
import { fact, type Visit, visit } from "./visit.ts";

/** Passkeys against Chromium's virtual authenticator: through the gateway, with the login page and with the SDK. */

const { user } = demo;
const registration = { requiresResidentKey: true, userVerificationRequirement: "REQUIRED" };
let deployment: OwnDeployment;
let chromium: DeviceBrowser;
let current: Visit;
let authenticator: CDPSession;
let authenticatorId: string;

beforeAll(async () => {
  deployment = await deploy({
    change: (file) =>
      file("realms/alpha/journeys/two-factor.journey.json", ({ trees }) => {
        trees.register = tree("register", {
          collect: { type: "UsernameCollectorNode", to: { outcome: "password" } },
          password: { type: "PasswordCollectorNode", to: { outcome: "check" } },
          check: { type: "DataStoreDecisionNode", to: { true: "add", false: failureId } },
          add: { type: "WebAuthnRegistrationNode", attributes: registration, to: { success: "codes", ...others } },
          codes: { type: "RecoveryCodeDisplayNode", to: { outcome: successId } },
        });
        trees.passkey = tree("passkey", {
          ask: { ...authentication, attributes: { requiresResidentKey: true, asScript: false } },
        });
        trees["second-factor"] = tree("second-factor", {
          collect: { type: "UsernameCollectorNode", to: { outcome: "ask" } },
          ask: {
            ...authentication,
            attributes: { isRecoveryCodeAllowed: true },
            to: { ...authentication.to, recoveryCode: "code" },
          },
          code: {
            type: "RecoveryCodeCollectorDecisionNode",
            attributes: { recoveryCodeType: "WEB_AUTHN" },
            to: { true: successId, false: failureId },
          },
        });
      }),
  });
  chromium = await launchChromium();
});

afterAll(async () => {
  await chromium?.close();
  await deployment?.remove();
});

beforeEach(async () => {
  current = await visit(chromium, "about:blank");
  authenticator = await current.page.context().newCDPSession(current.page);
  await authenticator.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  ({ authenticatorId } = await authenticator.send("WebAuthn.addVirtualAuthenticator", { options }));
});

afterEach(() => current.close());

describe("the login page", () => {
  it("registers a passkey, shows recovery codes, and signs in by the passkey alone", async () => {
    const { page } = current;
    const codes = await register(page, "Dana’s laptop");
    expect(codes).toHaveLength(10);
    const { credentials } = await authenticator.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials).toMatchObject([{ rpId: "localhost", isResidentCredential: true }]);

    await page.context().clearCookies();
    await open(page, "passkey");
    await signedIn(page);
    const [used] = (await authenticator.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
    expect(used?.signCount).toBeGreaterThan(credentials[0]?.signCount ?? 0);
  });

  it("signs in by user name and passkey, and by a recovery code once", async () => {
    const { page } = current;
    const [code = ""] = await register(page, "Second");
    await page.context().clearCookies();
    await open(page, "second-factor");
    await answer(page, "User Name", user.name);
    await signedIn(page);

    await authenticator.send("WebAuthn.clearCredentials", { authenticatorId });
    const withCode = async () => {
      await page.context().clearCookies();
      await open(page, "second-factor");
      await answer(page, "User Name", user.name);
      await page.getByRole("button", { name: "Use recovery code" }).click();
      await answer(page, "Recovery Code", code);
    };
    await withCode();
    await signedIn(page);
    await withCode();
    await page.getByRole("heading", { name: "You were not signed in" }).waitFor();
  });
});

describe("@forgerock/javascript-sdk in a page of the same origin", () => {
  it("signs in with FRWebAuthn.authenticate, and is refused when the authenticator was copied", async () => {
    const { page } = current;
    await register(page, "Third");
    const [credential] = (await authenticator.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
    if (credential === undefined) throw new Error("nothing was registered");
    await page.context().clearCookies();
    await openSdkPage(page);
    expect(await signInWithSdk(page)).toBe("LoginSuccess");

    // The copy has the same key, and the counter of the day on which it was made.
    await authenticator.send("WebAuthn.clearCredentials", { authenticatorId });
    await authenticator.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: { ...credential, signCount: 0 },
    });
    await page.context().clearCookies();
    expect(await signInWithSdk(page)).toBe("LoginFailure");
  });
});

const others = { failure: failureId, unsupported: failureId, error: failureId };
const authentication = {
  type: "WebAuthnAuthenticationNode",
  to: { success: successId, noDevice: failureId, ...others },
};

interface PlainNode {
  readonly type: string;
  readonly attributes?: object;
  readonly to: Readonly<Record<string, string>>;
}

/** A tree as an export has it; the first node is the entry. Ids of nodes are those of the realm, so the tree's name is part of them. */
function tree(name: string, nodes: Readonly<Record<string, PlainNode>>): object {
  const idOf = (node: string) => (node in nodes ? `${name}-${node}` : node);
  const entries = Object.entries(nodes).map(([node, rest]) => ({ id: idOf(node), ...rest }));
  const leadsTo = (to: PlainNode["to"]) => Object.fromEntries(Object.entries(to).map(([out, at]) => [out, idOf(at)]));
  return {
    nodes: Object.fromEntries(
      entries.map(({ id, type, attributes }) => [id, { _id: id, ...attributes, _type: { _id: type } }]),
    ),
    tree: {
      _id: name,
      enabled: true,
      entryNodeId: entries[0]?.id,
      nodes: Object.fromEntries(
        entries.map(({ id, type, to }) => [id, { connections: leadsTo(to), displayName: type, nodeType: type }]),
      ),
    },
  };
}

async function open(page: Page, journey: string): Promise<void> {
  const query = `?realm=alpha&authIndexType=service&authIndexValue=${journey}&locale=en`;
  await page.goto(`${deployment.gateway}/am/XUI/${query}`);
}

async function answer(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

/** Registers a passkey of the demo user, and returns the recovery codes. */
async function register(page: Page, name: string): Promise<string[]> {
  await open(page, "register");
  await answer(page, "User Name", user.name);
  await answer(page, "Password", user.password);
  await page.getByLabel("Name of this device (optional)").fill(name);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByText(name).waitFor();
  const codes = await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allTextContents();
  await page.getByRole("button", { name: "Continue" }).click();
  await signedIn(page);
  return codes;
}

async function signedIn(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "You are signed in" }).waitFor();
  expect(await fact(page, "User")).toBe(user.name);
}

/** An application's page at the gateway's origin, beside the SDK's own files. */
async function openSdkPage(page: Page): Promise<void> {
  const files = new URL("../../node_modules/@forgerock/javascript-sdk/dist/", import.meta.url);
  const script = `
    import Config from "./config/index.js";
    import FRAuth from "./fr-auth/index.js";
    import FRWebAuthn from "./fr-webauthn/index.js";
    Config.set({ serverConfig: { baseUrl: "${deployment.gateway}/am", timeout: 60000 }, realmPath: "alpha", tree: "passkey" });
    window.signIn = async () => {
      const step = await FRAuth.start();
      const last = await FRAuth.next(await FRWebAuthn.authenticate(step));
      return last.type;
    };`;
  await page.route(`${deployment.gateway}/application/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice("/application/".length);
    return path === ""
      ? route.fulfill({ contentType: "text/html", body: `<!doctype html><script type="module">${script}</script>` })
      : route.fulfill({ contentType: "text/javascript", body: readFileSync(new URL(path, files), "utf8") });
  });
  await page.goto(`${deployment.gateway}/application/`);
}

/** Returns how the journey ended: the type of the SDK's last step. */
function signInWithSdk(page: Page): Promise<string> {
  return page.evaluate("signIn()");
}
