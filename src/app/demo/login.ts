import { Agent, request } from "undici";
import { z } from "zod";
import { appErrors } from "../errors.ts";
import type { DemoUser } from "./demo-file.ts";
import { oneTimeCode } from "./one-time-code.ts";

/** A client of the authenticate API, as a device of the demo would be one. */

const step = z.looseObject({
  authId: z.string(),
  callbacks: z.array(
    z.looseObject({
      type: z.string(),
      input: z.array(z.looseObject({ name: z.string(), value: z.json() })).optional(),
    }),
  ),
});
const success = z.looseObject({ tokenId: z.string() });
const sessionInfo = z.looseObject({ properties: z.looseObject({ AuthLevel: z.string().optional() }) });

export interface LoginOptions {
  readonly gateway: string;
  /** PEM texts. */
  readonly ca: string;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  readonly user: DemoUser;
  readonly now: () => number;
}

export interface LoginResult {
  readonly transactionId: string;
  /** Null when the login was refused. */
  readonly authLevel: number | null;
  /** Milliseconds, connection included. */
  readonly duration: number;
}

const api = "/am/json/realms/root/realms/alpha";
const journey = "authIndexType=service&authIndexValue=intune";
const headers = { "content-type": "application/json", "accept-api-version": "resource=2.1" };
const mostSteps = 10;

/** Goes through the journey `intune` with the device's certificate and its user's factors. */
export async function logIn(options: LoginOptions): Promise<LoginResult> {
  const { ca, certificate } = options;
  const timeouts = { headersTimeout: 15_000, bodyTimeout: 15_000 };
  const dispatcher = new Agent({ connect: { ca, ...certificate, timeout: 5_000 }, ...timeouts });
  const began = performance.now();
  const post = async (path: string, body: unknown) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const answer = await request(`${options.gateway}${api}${path}`, {
      method: "POST",
      dispatcher,
      headers,
      body: text,
    });
    const transaction = answer.headers["x-forgerock-transactionid"];
    return { body: await answer.body.json(), transactionId: typeof transaction === "string" ? transaction : "" };
  };
  try {
    let answer = await post(`/authenticate?${journey}`, undefined);
    for (let steps = 0; step.safeParse(answer.body).success; steps += 1) {
      if (steps > mostSteps) throw appErrors.error("app.demo-login-failed", { message: "the journey does not end" });
      answer = await post(`/authenticate?${journey}`, fillIn(step.parse(answer.body), options));
    }
    const { transactionId } = answer;
    const session = success.safeParse(answer.body);
    const authLevel = session.success ? await levelOf(post, session.data.tokenId) : null;
    return { transactionId, authLevel, duration: performance.now() - began };
  } finally {
    await dispatcher.close();
  }
}

async function levelOf(
  post: (path: string, body: unknown) => Promise<{ body: unknown }>,
  tokenId: string,
): Promise<number> {
  const info = sessionInfo.parse((await post("/sessions/?_action=getSessionInfo", { tokenId })).body);
  return Number(info.properties.AuthLevel);
}

function fillIn({ authId, callbacks }: z.output<typeof step>, { user, now }: LoginOptions): object {
  const asksForCode = !callbacks.some(({ type }) => type === "PasswordCallback");
  // The code before the current one, which the journey accepts too, leaves the current one to the person's own login.
  const name = asksForCode ? oneTimeCode(user.totpUri, now() - 30_000) : user.name;
  const answers: Readonly<Record<string, string | number>> = {
    NameCallback: name,
    PasswordCallback: user.password,
    ConfirmationCallback: 0,
  };
  const filled = callbacks.map((callback) => {
    const input = callback.input?.map((field) => ({ ...field, value: answers[callback.type] ?? field.value }));
    return input === undefined ? callback : { ...callback, input };
  });
  return { authId, callbacks: filled };
}
