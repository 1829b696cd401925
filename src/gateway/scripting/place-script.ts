import { join } from "node:path";
import { z } from "zod";
import { describeError, errorCode, SallyportError } from "../../core/errors.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { BuildContext, Services } from "../heap/model.ts";
import { reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { groovyCompiler } from "./groovy/program.ts";
import { javascriptCompiler } from "./javascript/program.ts";
import { lintSource } from "./lint-source.ts";
import { bindingNames, type ScriptProgram, type ScriptVariables } from "./program.ts";
import type { PlacedScript } from "./run-script.ts";
import { watchScript } from "./script-file.ts";

/** The part of a configuration that all objects with a script share. */
export const scriptConfig = z.object({
  type: z.enum(["application/x-groovy", "application/javascript"], {
    error: 'must be "application/x-groovy" or "application/javascript"',
  }),
  file: z.string().min(1).max(255).optional(),
  source: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]).optional(),
  args: z.custom<Json>((value) => isJsonObject(value), { error: "must be an object" }).optional(),
  clientHandler: reference.optional(),
});

const folders = { "application/x-groovy": "groovy", "application/javascript": "javascript" } as const;
const compilers = { "application/x-groovy": groovyCompiler, "application/javascript": javascriptCompiler } as const;

/**
 * Compiles the script of an object.
 *
 * @throws {gateway.config-invalid} for a script that cannot be read or does not compile, with file, line and column
 */
export async function placeScript(config: z.output<typeof scriptConfig>, context: BuildContext): Promise<PlacedScript> {
  const { services } = context;
  const { type, file, source } = config;
  if ((file === undefined) === (source === undefined)) throw context.problem("needs either file or source");
  const variables = variablesOf(config.args, context);
  const name = file ?? context.name;
  const compile = compilers[type]({ name, variables, services });
  const linted = (text: string): ScriptProgram => {
    const program = compile(text);
    for (const remark of lintSource(text)) services.lint(context.place, `${name}: ${remark}`);
    return program;
  };
  try {
    const program = await programOf(config, linted, services);
    return { name, program, clientHandler: await clientHandler(config, context), services };
  } catch (problem) {
    if (!(problem instanceof Error) || errorCode(problem) === "gateway.config-invalid") throw problem;
    const why = problem instanceof SallyportError ? (problem.detail ?? problem.message) : describeError(problem);
    throw context.problem(why, file === undefined ? "source" : "file");
  }
}

async function programOf(
  { type, file, source = "" }: z.output<typeof scriptConfig>,
  compile: (source: string) => ScriptProgram,
  services: Services,
): Promise<() => ScriptProgram> {
  if (file !== undefined) {
    const directory = join(services.directory, "scripts", folders[type]);
    return watchScript({ name: file, directory }, compile, services);
  }
  const program = compile(source);
  return () => program;
}

/** Constants that a script finds as variables: `args`, evaluated where they stand, and the properties around it. */
function variablesOf(args: Json | undefined, context: BuildContext): ScriptVariables {
  const given = isJsonObject(args) ? args : {};
  const values = new Map<string, Json>(Object.entries(context.scope.properties));
  for (const [name, value] of Object.entries(given)) values.set(name, context.value(value, "args", name));
  for (const name of values.keys()) {
    if (!bindingNames.has(name)) continue;
    const where = name in given ? ["args", name] : [];
    throw context.problem(`"${name}" is a name that every script finds bound already`, ...where);
  }
  return values;
}

async function clientHandler(config: z.output<typeof scriptConfig>, context: BuildContext): Promise<Handler | null> {
  const { handle } = await context.refer("handler", config.clientHandler ?? "ClientHandler", "clientHandler");
  return handle;
}
