import type { SandboxApi } from "../script.ts";
import { callbacks } from "./callbacks.ts";
import { entry } from "./entry.ts";
import { gateway } from "./gateway.ts";
import { http } from "./http.ts";
import { java } from "./java.ts";
import { jsonValue } from "./json-value.ts";
import { legacy } from "./legacy.ts";
import { legacyCallbacks } from "./legacy-callbacks.ts";
import { legacyHttp } from "./legacy-http.ts";
import { legacyJava } from "./legacy-java.ts";
import { nextGen } from "./next-gen.ts";
import { services } from "./services.ts";
import { state } from "./state.ts";
import { utils } from "./utils.ts";
import { values } from "./values.ts";

const common = [values, java, jsonValue, state, callbacks, utils, services, http];

/** Only what an API needs: all of it is written back to memory before every run. */
const modules: Readonly<Record<SandboxApi, readonly string[]>> = {
  legacy: [...common, legacyCallbacks, legacyHttp, legacy, legacyJava, entry],
  "next-gen": [...common, nextGen, entry],
  gateway: [...common, gateway, entry],
};

/**
 * The JavaScript that a sandbox runs before any script of an API, in order. Each is a function of one `guest` object that no
 * script can reach, which has the host's random number source and the line to worker and host as `random` and `host`. The
 * last one returns `{ prepare, begin, settle, finish, fail }`.
 */
export function preludeOf(api: SandboxApi): readonly string[] {
  return modules[api].map((module) => `"use strict";(${module})`);
}
