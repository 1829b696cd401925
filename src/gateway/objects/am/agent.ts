import { z } from "zod";
import type { Clock } from "../../../core/clock.ts";
import { describeError } from "../../../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import type { Logger } from "../../../core/log.ts";
import type { Secret } from "../../../core/secret.ts";
import { singleFlight } from "../../../core/single-flight.ts";
import { gatewayErrors } from "../../errors.ts";
import type { AmConnection } from "./am-connection.ts";
import { readAmSession } from "./am-session.ts";

/** The gateway's own identity at AM, and its session. */
export interface Agent {
  /** A token that was good when AM was last asked. @throws {gateway.am-unavailable} while the agent cannot log in */
  token(): Promise<string>;
  /** Called when AM refused a call: whether the agent's session was over, so that another try makes sense. */
  wasOver(): Promise<boolean>;
  /** Ends the agent's session; what fails is logged. */
  close(): Promise<void>;
}

export interface AgentOptions {
  readonly username: string;
  readonly password: Secret;
  readonly journey: string;
  /** `/json/realms/root/realms/alpha`. */
  readonly realmPath: string;
  readonly call: AmConnection;
  readonly clock: Clock;
  readonly log: Logger;
}

interface AgentSession {
  readonly token: string;
  /** Milliseconds since the epoch: from then on it logs in anew. */
  readonly renewAt: number;
}

const apiVersion = { "accept-api-version": "resource=2.1, protocol=1.0" };
const sessionsVersion = { "accept-api-version": "resource=4.0, protocol=1.0" };
const mostSteps = 5;
/** Before AM ends it. */
const renewalMargin = 60_000;
/** When AM does not tell how long a session lasts. */
const shortSession = 5 * 60_000;
const longestBackOff = 60_000;
/** Between two looks at the agent's own session, however many tokens of users are refused. */
const checkEvery = 10_000;

const success = z.object({ tokenId: z.string().min(1).max(4_096) });
const step = z.looseObject({
  authId: z.string(),
  callbacks: z.array(z.looseObject({ type: z.string(), input: z.array(z.looseObject({})).optional() })).max(20),
});

/** Logs in when a token is first needed, again before the session ends, and waits longer after each failure. */
export function createAgent(options: AgentOptions): Agent {
  const { call, clock, log, realmPath } = options;
  const flights = singleFlight<string>();
  let current: AgentSession | undefined;
  let failures = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  let checkedAt = Number.NEGATIVE_INFINITY;

  const sessionOf = async (token: string): Promise<ReturnType<typeof readAmSession>> => {
    const query = { _action: "getSessionInfo" };
    const { status, body } = await call({
      ...{ method: "POST", path: `${realmPath}/sessions`, query, body: { tokenId: token } },
      headers: sessionsVersion,
    });
    return status === 200 ? readAmSession(body) : undefined;
  };

  const end = async (token: string): Promise<void> => {
    const query = { _action: "logout" };
    await call({
      method: "POST",
      path: `${realmPath}/sessions`,
      query,
      headers: sessionsVersion,
      body: { tokenId: token },
    }).catch((problem: unknown) =>
      log.debug({ why: describeError(problem) }, "a session of the agent was left to expire"),
    );
  };

  const renew = async (): Promise<string> => {
    if (clock.elapsed() < notBefore) {
      const retryAfter = Math.ceil((notBefore - clock.elapsed()) / 1_000);
      throw gatewayErrors.error("gateway.am-unavailable", { detail: "the agent waits after a failure", retryAfter });
    }
    try {
      const token = await logIn(options);
      const endsAt = (await sessionOf(token))?.endsAt ?? clock.now() + shortSession;
      const before = current;
      current = { token, renewAt: Math.max(endsAt - renewalMargin, clock.now() + checkEvery) };
      checkedAt = clock.elapsed();
      if (failures > 0) log.info({ agent: options.username }, "the agent is logged in at AM again");
      failures = 0;
      if (before !== undefined) void end(before.token);
      return token;
    } catch (problem) {
      notBefore = clock.elapsed() + Math.min(1_000 * 2 ** failures, longestBackOff);
      failures = Math.min(failures + 1, 10);
      log.error({ agent: options.username, why: describeError(problem) }, "the agent cannot log in at AM");
      throw problem;
    }
  };

  return {
    token: async () => {
      if (current !== undefined && clock.now() < current.renewAt) return current.token;
      return flights.run("login", renew);
    },
    wasOver: async () => {
      const before = current;
      if (before === undefined || clock.elapsed() - checkedAt < checkEvery) return false;
      checkedAt = clock.elapsed();
      if ((await sessionOf(before.token)) !== undefined) return false;
      if (current === before) current = undefined;
      return true;
    },
    close: async () => {
      const last = current;
      current = undefined;
      if (last !== undefined) await end(last.token);
    },
  };
}

/** By the headers of a zero-page login; and for journeys that ask nevertheless, by their callbacks. */
async function logIn({ call, realmPath, journey, username, password }: AgentOptions): Promise<string> {
  const path = `${realmPath}/authenticate`;
  const credentials = {
    "x-openam-username": encodedWord(username),
    "x-openam-password": encodedWord(password.reveal()),
  };
  const query = { authIndexType: "service", authIndexValue: journey };
  let { status, body } = await call({
    ...{ method: "POST", path, query, body: {} },
    headers: { ...apiVersion, ...credentials },
  });
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const done = success.safeParse(body);
    if (status === 200 && done.success) return done.data.tokenId;
    const asked = step.safeParse(body);
    if (status !== 200 || !asked.success || !isJsonObject(body)) break;
    const answered = answer(body, username, password);
    if (answered === undefined) break;
    ({ status, body } = await call({ method: "POST", path, headers: apiVersion, body: answered }));
  }
  const detail = `the journey ${journey} does not let the agent ${username} in (status ${status})`;
  throw gatewayErrors.error("gateway.am-unavailable", { detail, retryAfter: 5 });
}

/** The step with name and password filled in; undefined when it asks for neither. */
function answer(asked: JsonObject, username: string, password: Secret): JsonObject | undefined {
  const values: Readonly<Record<string, string>> = { NameCallback: username, PasswordCallback: password.reveal() };
  const given = Array.isArray(asked.callbacks) ? asked.callbacks : [];
  let filled = 0;
  const callbacks = given.map((callback: Json): Json => {
    if (!isJsonObject(callback) || !Array.isArray(callback.input)) return callback;
    const value = values[String(callback.type)];
    if (value === undefined) return callback;
    filled += 1;
    const input = callback.input.map((field: Json) => (isJsonObject(field) ? { ...field, value } : field));
    return { ...callback, input };
  });
  return filled === 0 ? undefined : { ...asked, callbacks };
}

/** RFC 2047 for what is not plain ASCII: a header takes nothing else. */
function encodedWord(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) && !text.includes("=?");
  return plain ? text : `=?UTF-8?B?${Buffer.from(text, "utf8").toString("base64")}?=`;
}
