import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import { dropRest } from "../core/drop-rest.ts";
import { describeError } from "../core/errors.ts";
import { createRateLimit } from "../core/rate-limit.ts";
import { createSealer } from "../core/sealing.ts";
import { defaultAdministration } from "./administrator.ts";
import { registerApi } from "./api.ts";
import { createAuthIds } from "./auth-id.ts";
import { type Caller, headerOf } from "./caller.ts";
import { registerConfiguration } from "./configuration/index.ts";
import { errorAnswer, isUnexpected } from "./error-answer.ts";
import { amErrors } from "./errors.ts";
import { boundHandlers } from "./handler-time.ts";
import { createIntake } from "./intake.ts";
import { registerMetrics } from "./metrics-endpoint.ts";
import type { AmOptions } from "./options.ts";
import { registerPages } from "./pages.ts";
import { createRequestNotebook, type RequestNotes } from "./request-notes.ts";
import { sendAnswer } from "./send-answer.ts";
import type { AmServices } from "./services.ts";
import { createSessions } from "./sessions.ts";
import { createWaitingSteps } from "./waiting.ts";

/**
 * The PingAM-compatible HTTP API and the login page. The caller listens and closes.
 *
 * @throws {am.key-invalid}, {core.sealing-key-invalid}, {am.remote-host-invalid}
 */
export function createAmServer(options: AmOptions): FastifyInstance {
  const app = bareServer(options);
  const notes = takeNotes(app, options);
  answerErrors(app, options, notes);
  readBodiesAsBytes(app);
  const services = createServices(options);
  registerApi(app, options, services, notes);
  if (options.configuration !== undefined) {
    registerConfiguration(app, options.configuration, { options, services, notes });
  }
  if (options.metrics !== undefined) registerMetrics(app, options.metrics, { options, services, notes });
  registerPages(app, options.webRoot);
  return app;
}

/** How much of a body that is too long is still read, so that its sender, the gateway above all, gets to see the answer. */
const linger = { bytes: 1024 * 1024, time: 2_000 };

/** The longest head of a request; an assertion alone may have 16 KiB. */
const headBytes = 40 * 1024;

function bareServer({ limits = {} }: AmOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes ?? 64 * 1024,
    requestTimeout: limits.requestMs ?? 15_000,
    // Longer than the gateway keeps a connection, so that it is never the one to find it closed.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    http: { maxHeaderSize: headBytes, headersTimeout: 10_000 },
    routerOptions: { maxParamLength: 2048, querystringParser: () => ({}) },
    frameworkErrors: (error, _request, reply) => {
      sendAnswer(reply, errorAnswer(error));
    },
  });
  app.server.maxConnections = limits.connections ?? 10_000;
  return app;
}

function createServices(options: AmOptions): AmServices {
  const { clock, engine, journeys, keys, limits, log, random, realms, store, users } = options;
  const authIds = createAuthIds(keys.authId);
  const sealer = createSealer(keys.sealing, random);
  return {
    clock,
    engine,
    journeys,
    log,
    random,
    users,
    together: store.together,
    trace: options.trace ?? (() => undefined),
    sessions: createSessions({ store: store.sessions, clock, random, log }),
    waiting: createWaitingSteps({ store: store.executions, authIds, sealer, clock, random }),
    starts: createRateLimit({ ...(limits?.starts ?? { points: 300, seconds: 60 }), clock }),
    administration: options.administration ?? defaultAdministration,
    credentialHeaders: options.credentialHeaders ?? { has: () => false },
    cookieNames: realms.map(({ settings }) => settings.cookie.name),
  };
}

/** Runs the intake before anything else, also before a request that no route wants is turned away. */
function takeNotes(app: FastifyInstance, { trust, log, limits }: AmOptions): RequestNotes {
  const intake = createIntake(trust, log);
  const notes = createRequestNotebook(app);
  boundHandlers(app, limits?.handlerMs ?? 60_000);
  app.addHook("onRequest", (request, _reply, done) => {
    notes.keepCaller(request, intake(request.raw));
    done();
  });
  app.addHook("onSend", (request, reply, _payload, done) => {
    const { id } = notes.transactionOf(request);
    if (id !== null) reply.header("x-forgerock-transactionid", id);
    if (reply.statusCode === 413) dropRest(request.raw, linger).then(() => done(), done);
    else done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const { id } = notes.transactionOf(request);
    const took = Math.round(reply.elapsedTime);
    const clientId = clientTransactionId(notes.callerIfKnown(request));
    const facts = { method, route: routeOptions.url, status: reply.statusCode, took, transactionId: id };
    log.debug(clientId === null ? facts : { ...facts, clientTransactionId: clientId }, "answered");
    done();
  });
  return notes;
}

/** What the client calls its request: worth a note in the log, and no key to anything. */
function clientTransactionId(caller: Caller | undefined): string | null {
  const id = caller === undefined ? undefined : headerOf(caller, "x-forgerock-transactionid");
  return id !== undefined && /^[\w.-]{1,64}$/.test(id) ? id : null;
}

function answerErrors(app: FastifyInstance, { log }: AmOptions, notes: RequestNotes): void {
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const transactionId = notes.transactionOf(request).id;
    const cause = describeError(thrown);
    if (isUnexpected(thrown)) log.error({ transactionId, cause }, "a request failed");
    else log.info({ transactionId, cause }, "a request was refused");
    return sendAnswer(reply, errorAnswer(thrown));
  };
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(amErrors.error("am.not-found"), request, reply));
}

/** Each endpoint reads its own body: an empty one with a JSON content type is no mistake here. */
function readBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}
