import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { describeError } from "../../src/core/errors.ts";
import { certificateFactoryType, inputStreamType } from "../../src/gateway/scripting/groovy/certificate-factory.ts";
import {
  arrayOf,
  compileGroovy,
  functionOf,
  type GroovyValue,
  groovyFailure,
  groovyText,
  hostClass,
  listOf,
  mapOf,
} from "../../src/script/groovy/index.ts";

/** Every case runs in Debian's Groovy, all in one JVM, and in our interpreter; both must return, throw, print and forward the same. */

const folder = fileURLToPath(new URL("./groovy/", import.meta.url));
const seed = new URL("../../../shared/seed/ExtractDeviceIdFromClientCert.groovy", import.meta.url);
const jar = "/usr/share/java/groovy-all.jar";
const java = ["/usr/lib/jvm/java-17-openjdk-amd64/bin/java", "/usr/bin/java"].find((path) => existsSync(path));

interface Outcome {
  readonly title: string;
  readonly result: string | null;
  readonly thrown: string | null;
  readonly printed: string;
  readonly forwarded: string;
}

const equivalent = readFileSync(join(folder, "extract-device-id.groovy"), "utf8");
const seedCases = readFileSync(join(folder, "seed-cases.txt"), "utf8").trim().split("\n");
const cases = new Map<string, string>();
for (const part of readFileSync(join(folder, "cases.txt"), "utf8").split(/^=== /m).slice(1)) {
  const [title = "", ...lines] = part.split("\n");
  cases.set(title.trim(), lines.join("\n"));
}
for (const title of seedCases) {
  cases.set(title, equivalent);
  if (existsSync(seed)) cases.set(`as on the page: ${title}`, readFileSync(seed, "utf8"));
}

const oracle = new Map<string, Outcome>();
let scratch = "";

beforeAll(async () => {
  if (java === undefined || !existsSync(jar)) {
    throw new Error("This test compares with Debian's Groovy. Install the packages groovy and default-jre-headless.");
  }
  scratch = mkdtempSync(join(tmpdir(), "groovy-oracle-"));
  const file = join(scratch, "cases.txt");
  writeFileSync(file, Array.from(cases, ([title, source]) => `=== ${title}\n${source}\n`).join(""));
  const { stdout } = await promisify(execFile)(
    java,
    ["-XX:TieredStopAtLevel=1", "-cp", jar, "groovy.ui.GroovyMain", join(folder, "driver.groovy"), file],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("@")) continue;
    const outcome = JSON.parse(line.slice(1)) as Outcome;
    oracle.set(outcome.title, outcome);
  }
});

afterAll(() => {
  if (scratch !== "") rmSync(scratch, { recursive: true });
});

describe("like Groovy in a JVM", () => {
  test.each(Array.from(cases))("%s", async (title, source) => {
    const { result, thrown, printed, forwarded } = oracle.get(title) ?? {};
    expect({ thrown, forwarded }, "the JVM has run it").not.toEqual({ thrown: undefined, forwarded: undefined });
    const own = await interpret(title, source);
    if (thrown === "org.codehaus.groovy.control.MultipleCompilationErrorsException") {
      expect(own.thrown).toContain("script.groovy-invalid");
      return;
    }
    expect(own).toEqual({ title, result, thrown, printed, forwarded });
  });
});

const certificateClass = hostClass<GroovyValue>({
  name: "java.security.cert.X509Certificate",
  methods: { getSubjectAlternativeNames: (names) => names },
});

function certificates(kind: string | undefined): GroovyValue {
  const certificate = (...sans: readonly (readonly [number, string])[]) =>
    listOf([certificateClass.wrap(sans.length === 0 ? null : listOf(sans.map((san) => listOf(san))))]);
  switch (kind) {
    case "null":
      return null;
    case "empty-array":
      return arrayOf([]);
    case "no-san":
      return certificate();
    case "one-dns":
      return certificate([2, "device123.example.com"]);
    case "two-dns":
      return certificate([2, "device123.example.com"], [2, "second.example.com"]);
    case "mail-and-dns":
      return certificate([1, "a@example.com"], [2, "device123.example.com"]);
    case "no-dot":
      return certificate([2, "device123"]);
    default:
      return listOf([]);
  }
}

const headersClass = hostClass<Map<string, string[]>>({
  name: "Headers",
  methods: {
    add: (values, [name = null, value = null]) => {
      const key = groovyText(name);
      values.set(key, [...(values.get(key) ?? []), groovyText(value)]);
      return null;
    },
  },
});

async function interpret(title: string, source: string): Promise<Outcome> {
  const headers = new Map<string, string[]>();
  const spoofed = /header=(\S+)/.exec(title)?.[1];
  if (spoofed !== undefined) headers.set("SSL_Client_S_DN", [spoofed]);
  const calls: GroovyValue[] = [];
  const handle = functionOf(() => {
    calls.push(mapOf(Array.from(headers, ([name, values]) => [name, listOf(values)] as const)));
    return "response";
  }, 2);
  const client = mapOf([["certificates", certificates(/certificates=(\S+)/.exec(title)?.[1])]]);
  const bindings = new Map<string, GroovyValue>([
    ["request", mapOf([["headers", headersClass.wrap(headers)]])],
    ["next", mapOf([["handle", handle]])],
    ["context", "context"],
    ["contexts", mapOf([["client", client]])],
    ["number", 41],
  ]);
  let printed = "";
  let result: string | null = null;
  let thrown: string | null = null;
  try {
    const script = compileGroovy(source, {
      file: title,
      classes: new Map(
        [certificateClass, certificateFactoryType, inputStreamType].map((type) => [type.name, type] as const),
      ),
    });
    const print = (text: string): void => {
      printed += text;
    };
    result = described(await script.run(bindings, { clock: systemClock, print }));
  } catch (problem) {
    const failure = groovyFailure(problem);
    if (failure === undefined && !isCompileError(problem)) throw problem;
    thrown = failure?.className ?? describeError(problem);
  }
  return { title, result, thrown, printed, forwarded: described(listOf(calls)) };
}

function isCompileError(problem: unknown): boolean {
  return problem instanceof Error && "code" in problem && problem.code === "script.groovy-invalid";
}

const names = { number: "Integer", bigint: "Long", string: "String", boolean: "Boolean" } as const;

/** The same words as `describe` in driver.groovy. */
function described(value: GroovyValue): string {
  if (value === null) return "null";
  if (typeof value !== "object") return `${names[typeof value as keyof typeof names]} ${groovyText(value)}`;
  switch (value.kind) {
    case "list":
      return `[${value.items.map(described).join(", ")}]`;
    case "array":
      return `Array[${value.items.map(described).join(", ")}]`;
    case "set":
      return `Set[${Array.from(value.members.values(), described).join(", ")}]`;
    case "map":
      return `{${value.store
        .keys()
        .map((key) => `${described(key)}: ${described(value.store.get(key) ?? null)}`)
        .join(", ")}}`;
    case "decimal":
      return `BigDecimal ${groovyText(value)}`;
    case "double":
      return `Double ${groovyText(value)}`;
    case "character":
      return `Character ${groovyText(value)}`;
    default:
      return groovyText(value);
  }
}
