import {
  Config,
  FRAuth,
  type FRLoginFailure,
  type FRLoginSuccess,
  type FRStep,
  SessionManager,
} from "@forgerock/javascript-sdk";
import { type JourneyResult, journey } from "@forgerock/journey-client";
import type { RequestMiddleware } from "@forgerock/journey-client/types";

/**
 * Ping's two JavaScript clients, unmodified, behind one face: what the tests ask of both. The steps and callbacks of
 * `journey-client` have the methods of those of `javascript-sdk`.
 */
export interface Sdk {
  start(journey: string, query?: Record<string, string>): Promise<SdkAnswer>;
  next(step: FRStep): Promise<SdkAnswer>;
  resume(link: string): Promise<SdkAnswer>;
  logout(): Promise<void>;
}

type SdkAnswer = FRStep | FRLoginSuccess | FRLoginFailure;

/** @param base the address of `/am` */
type Connect = (base: string, headers?: Readonly<Record<string, string>>) => Promise<Sdk>;

/** Milliseconds for an answer; the SDK would give up after five seconds, which a busy machine may need. */
export const patience = 60_000;

export const sdks: readonly (readonly [name: string, connect: Connect])[] = [
  ["@forgerock/javascript-sdk", connectJavascriptSdk],
  ["@forgerock/journey-client", connectJourneyClient],
];

export function stepOf(answer: SdkAnswer): FRStep {
  if (answer.type !== "Step") throw new Error(`expected a step, got ${JSON.stringify(answer.payload)}`);
  return answer as FRStep;
}

export function successOf(answer: SdkAnswer): FRLoginSuccess {
  if (answer.type !== "LoginSuccess") throw new Error(`expected a session, got ${JSON.stringify(answer.payload)}`);
  return answer as FRLoginSuccess;
}

export function failureOf(answer: SdkAnswer): FRLoginFailure {
  if (answer.type !== "LoginFailure") throw new Error(`expected a failure, got ${JSON.stringify(answer.payload)}`);
  return answer as FRLoginFailure;
}

async function connectJavascriptSdk(base: string, headers: Readonly<Record<string, string>> = {}): Promise<Sdk> {
  Config.set({
    serverConfig: { baseUrl: base, timeout: patience },
    realmPath: "alpha",
    middleware: [
      ({ init }: { init: RequestInit }, _action: unknown, next: () => unknown) => {
        for (const [name, value] of Object.entries(headers)) (init.headers as Headers).set(name, value);
        next();
      },
    ],
  });
  return {
    start: (tree, query = {}) => FRAuth.start({ tree, query }),
    next: (step) => FRAuth.next(step),
    resume: (link) => FRAuth.resume(link),
    async logout() {
      await SessionManager.logout();
    },
  };
}

async function connectJourneyClient(base: string, headers: Readonly<Record<string, string>> = {}): Promise<Sdk> {
  const wellknown = `${base}/oauth2/realms/root/realms/alpha/.well-known/openid-configuration`;
  const withHeaders: RequestMiddleware = (request, _action, next) => {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    next();
  };
  const client = await journey({
    config: { serverConfig: { wellknown } },
    requestMiddleware: [withHeaders],
  });
  type Step = Parameters<typeof client.next>[0];
  return {
    start: async (name, query = {}) => answerOf(await client.start({ journey: name, query })),
    next: async (step) => answerOf(await client.next(step as unknown as Step)),
    resume: async (link) => answerOf(await client.resume(link)),
    async logout() {
      const problem = await client.terminate();
      if (problem !== undefined) throw new Error(problem.message);
    },
  };
}

function answerOf(result: JourneyResult): SdkAnswer {
  if ("error" in result) throw new Error(`${result.error}: ${result.message}`);
  return result as unknown as SdkAnswer;
}
