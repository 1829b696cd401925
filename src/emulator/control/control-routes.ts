import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { isJsonObject, jsonPointer } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import type { Secret } from "../../core/secret.ts";
import type { EmulatorApp } from "../app.ts";
import { type BehaviourSwitch, behaviourSchema } from "../behaviour/behaviour.ts";
import { sameSecret } from "../constant-time.ts";
import type { ReplayMemory } from "../entra/replay-memory.ts";
import { emulatorErrors } from "../errors.ts";
import { faultsSchema } from "../faults/fault.ts";
import type { FaultSwitch } from "../faults/fault-switch.ts";
import type { DeviceRecord } from "../fleet/device-record.ts";
import { deviceChangeSchema } from "../fleet/device-schema.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import type { ThrottleCounters } from "../graph/throttle/throttle.ts";
import type { Recorder } from "../recorder.ts";
import { deviceQuerySchema, findDevices } from "./devices.ts";

export interface Control {
  readonly state: FleetState;
  readonly behaviour: BehaviourSwitch;
  readonly throttle: ThrottleCounters;
  readonly replay: ReplayMemory;
  readonly faults: FaultSwitch;
  readonly recorder: Recorder;
  readonly token: Secret;
}

interface DeviceRoute {
  Params: { id: string };
}

/**
 * The control API, mounted below `/_emulator`. Every request, also to an unknown path, needs the control token; there
 * is no CORS, so no web page can use it.
 */
export function controlRoutes(scope: EmulatorApp, control: Control): void {
  scope.addHook("onRequest", async (request) => requireToken(request, control.token));
  scope.setNotFoundHandler((request) => {
    throw emulatorErrors.error("emulator.not-implemented", { message: `There is no ${request.method} at this path.` });
  });

  scope.get("/devices", async (request) => {
    const { total, records } = await findDevices(control.state, parse(deviceQuerySchema, request.query));
    return { total, devices: records.map(asBody) };
  });
  scope.get<DeviceRoute>("/devices/:id", (request) => asBody(known(control.state.device(request.params.id))));
  scope.patch<DeviceRoute>("/devices/:id", (request) => {
    known(control.state.device(request.params.id));
    return asBody(known(control.state.change(request.params.id, parse(deviceChangeSchema, request.body))));
  });

  scope.put("/faults", (request) => {
    // A bare list is a list of rules.
    const body: unknown = Array.isArray(request.body) ? { rules: request.body } : request.body;
    control.faults.set(parse(faultsSchema, body));
    return control.faults.current();
  });
  scope.delete("/faults", (_request, reply) => {
    control.faults.clear();
    return reply.code(204).send();
  });

  scope.get("/behaviour", () => control.behaviour.current());
  scope.put("/behaviour", (request) => {
    control.behaviour.set(parse(behaviourSchema.unwrap(), request.body));
    return control.behaviour.current();
  });

  scope.get("/requests", () => ({ requests: control.recorder.entries() }));
  scope.post("/reset", (_request, reply) => {
    control.state.reset();
    control.behaviour.reset();
    control.throttle.reset();
    control.replay.clear();
    control.faults.clear();
    control.recorder.clear();
    return reply.code(204).send();
  });
}

/** @throws {emulator.unauthorized} */
function requireToken(request: FastifyRequest, token: Secret): void {
  const [, sent] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  if (sent === undefined || !sameSecret(sent, token.reveal())) throw emulatorErrors.error("emulator.unauthorized");
}

/** @throws {emulator.unknown-device} */
function known(record: DeviceRecord | undefined): DeviceRecord {
  if (record === undefined) throw emulatorErrors.error("emulator.unknown-device");
  return record;
}

function asBody(record: DeviceRecord) {
  const { tenantId, device, detectedApps, compliancePolicies, primaryUser } = record;
  return { tenantId, device, detectedApps, compliancePolicies, primaryUser };
}

/** @throws {emulator.control-request-invalid} naming each bad member, and for an unknown one the nearest known one */
function parse<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    if (issue.code !== "unrecognized_keys") return `${jsonPointer(issue.path) || "body"}: ${issue.message}`;
    const known = issue.path.length === 0 ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => unknownMember(jsonPointer([...issue.path, key]), nearest(key, known))).join("; ");
  });
  const what = isJsonObject(body) ? problems.join("; ") : "the body must be a JSON object";
  throw emulatorErrors.error("emulator.control-request-invalid", { message: what });
}

function unknownMember(where: string, suggestion: string | undefined): string {
  return `${where}: unknown member${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}`;
}
