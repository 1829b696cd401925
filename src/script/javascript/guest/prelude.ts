import { callbacks } from "./callbacks.ts";
import { entry } from "./entry.ts";
import { java } from "./java.ts";
import { jsonValue } from "./json-value.ts";
import { legacy } from "./legacy.ts";
import { legacyCallbacks } from "./legacy-callbacks.ts";
import { legacyJava } from "./legacy-java.ts";
import { nextGen } from "./next-gen.ts";
import { state } from "./state.ts";
import { utils } from "./utils.ts";
import { values } from "./values.ts";

const modules = [values, java, jsonValue, state, callbacks, legacyCallbacks, legacy, legacyJava, utils, nextGen];

/**
 * The JavaScript that every sandbox runs before any script: a function of the host's random number source that returns
 * `{ begin, finish, fail }`. The modules share one `guest` object that no script can reach.
 */
export const prelude = /* js */ `(function (random) {
"use strict";
const guest = { random };
${modules.map((module) => `(${module})(guest);`).join("\n")}
return (${entry})(guest);
})`;
