import { type HostClass, type HostType, hostClass } from "./host-class.ts";
import { type GroovyInstance, type GroovyValue, isGroovyObject, listOf } from "./values.ts";

/** What a `throw` of a script, or a failing operation, carries through the machine. Scripts catch it by its class. */
export class GroovyThrown extends Error {
  override readonly name = "GroovyThrown";
  readonly value: GroovyValue;
  /** Where it was thrown; the machine fills it in. */
  line: number | undefined;

  constructor(value: GroovyValue, message: string) {
    super(message);
    this.value = value;
  }
}

/** What an object of an exception class holds. */
export interface ThrownData {
  readonly type: string;
  readonly message: string | null;
  readonly cause: GroovyValue;
}

/** Exceptions that scripts meet or make, as `Name < Parent`; without a package: java.lang. */
const hierarchy = `
Throwable
Exception < Throwable
Error < Throwable
RuntimeException < Exception
AssertionError < Error
org.codehaus.groovy.runtime.powerassert.PowerAssertionError < AssertionError
StackOverflowError < Error
OutOfMemoryError < Error
ArithmeticException < RuntimeException
ClassCastException < RuntimeException
org.codehaus.groovy.runtime.typehandling.GroovyCastException < ClassCastException
IllegalArgumentException < RuntimeException
NumberFormatException < IllegalArgumentException
java.util.regex.PatternSyntaxException < IllegalArgumentException
java.nio.charset.UnsupportedCharsetException < IllegalArgumentException
IllegalStateException < RuntimeException
UnsupportedOperationException < RuntimeException
SecurityException < RuntimeException
NullPointerException < RuntimeException
NegativeArraySizeException < RuntimeException
IndexOutOfBoundsException < RuntimeException
ArrayIndexOutOfBoundsException < IndexOutOfBoundsException
StringIndexOutOfBoundsException < IndexOutOfBoundsException
java.util.NoSuchElementException < RuntimeException
java.util.ConcurrentModificationException < RuntimeException
java.time.DateTimeException < RuntimeException
java.time.format.DateTimeParseException < java.time.DateTimeException
java.io.UncheckedIOException < RuntimeException
groovy.lang.GroovyRuntimeException < RuntimeException
groovy.lang.MissingPropertyException < groovy.lang.GroovyRuntimeException
groovy.lang.MissingMethodException < groovy.lang.GroovyRuntimeException
groovy.lang.ReadOnlyPropertyException < groovy.lang.MissingPropertyException
groovy.json.JsonException < RuntimeException
InterruptedException < Exception
ReflectiveOperationException < Exception
ClassNotFoundException < ReflectiveOperationException
CloneNotSupportedException < Exception
java.io.IOException < Exception
java.io.UnsupportedEncodingException < java.io.IOException
java.io.FileNotFoundException < java.io.IOException
java.net.MalformedURLException < java.io.IOException
java.net.URISyntaxException < Exception
java.text.ParseException < Exception
java.util.concurrent.ExecutionException < Exception
java.util.concurrent.TimeoutException < Exception
java.security.GeneralSecurityException < Exception
java.security.NoSuchAlgorithmException < java.security.GeneralSecurityException
java.security.InvalidKeyException < java.security.GeneralSecurityException
java.security.SignatureException < java.security.GeneralSecurityException
java.security.cert.CertificateException < java.security.GeneralSecurityException
java.security.cert.CertificateParsingException < java.security.cert.CertificateException
java.security.cert.CertificateExpiredException < java.security.cert.CertificateException
java.security.cert.CertificateNotYetValidException < java.security.cert.CertificateException
`;

const qualified = (name: string): string => (name.includes(".") ? name : `java.lang.${name}`);

/** Every exception class by qualified name. */
export const exceptionClasses: ReadonlyMap<string, HostType<ThrownData>> = buildClasses();

function buildClasses(): ReadonlyMap<string, HostType<ThrownData>> {
  const classes = new Map<string, HostType<ThrownData>>();
  for (const line of hierarchy.trim().split("\n")) {
    const [name = "", parent] = line.split(" < ").map(qualified);
    const extended = parent === undefined ? undefined : classes.get(parent);
    classes.set(name, exceptionClass(name, extended));
  }
  return classes;
}

function exceptionClass(name: string, parent: HostClass | undefined): HostType<ThrownData> {
  const type: HostType<ThrownData> = hostClass<ThrownData>({
    name,
    ...(parent === undefined ? {} : { extends: [parent] }),
    properties: {
      message: { get: ({ message }) => message },
      localizedMessage: { get: ({ message }) => message },
      cause: { get: ({ cause }) => cause },
      stackTrace: { get: () => listOf([], true) },
    },
    methods: {
      initCause: (self, [cause = null]) => type.wrap({ ...self, cause }),
      printStackTrace: () => null,
    },
    construct: (args) => type.wrap({ type: name, ...readMessage(args) }),
    text: ({ type: own, message }) => (message === null ? own : `${own}: ${message}`),
  });
  return type;
}

/** `(message)`, `(message, cause)` or `(cause)`. */
export function readMessage(args: readonly GroovyValue[]): { message: string | null; cause: GroovyValue } {
  const [first = null, second = null] = args;
  if (typeof first === "string") return { message: first, cause: second };
  return { message: first === null ? null : describeThrown(first), cause: first };
}

/** An exception to throw from a function of the host; `java.lang` may be left out. */
export function groovyError(type: string, message: string | null = null): GroovyThrown {
  const name = qualified(type);
  const known = exceptionClasses.get(name) ?? exceptionClasses.get("java.lang.RuntimeException");
  if (known === undefined) throw new TypeError(`there is no exception class ${name}`);
  return thrownOf(known.wrap({ type: name, message, cause: null }));
}

/** What `throw value` throws. */
export function thrownOf(value: GroovyValue): GroovyThrown {
  return new GroovyThrown(value, describeThrown(value));
}

function describeThrown(value: GroovyValue): string {
  const data = thrownData(value);
  if (data === undefined) return "an object that is no exception was thrown";
  return data.message === null ? data.type : `${data.type}: ${data.message}`;
}

/** What an exception of the host or of the script says; `undefined` for what is none. */
export function thrownData(value: GroovyValue): ThrownData | undefined {
  if (!isGroovyObject(value)) return undefined;
  if (value.kind === "instance" && value.type.ancestors.has("java.lang.Throwable")) return instanceData(value);
  return exceptionClasses.get("java.lang.Throwable")?.unwrap(value);
}

function instanceData({ type, fields }: GroovyInstance): ThrownData {
  const message = fields.get("message");
  return {
    type: type.name,
    message: typeof message === "string" ? message : null,
    cause: fields.get("cause") ?? null,
  };
}

/** What ended a script: for logs and for the decision what to answer. */
export interface GroovyFailure {
  /** With its package: `java.lang.NullPointerException`. */
  readonly className: string;
  readonly message: string | null;
  readonly line: number | undefined;
}

/** The exception of the script in an error of `run`, or in what a promise of the script was rejected with. */
export function groovyFailure(problem: unknown): GroovyFailure | undefined {
  if (problem instanceof GroovyThrown) {
    const data = thrownData(problem.value);
    return { className: data?.type ?? "java.lang.Object", message: data?.message ?? null, line: problem.line };
  }
  return problem instanceof Error && problem.cause !== undefined ? groovyFailure(problem.cause) : undefined;
}
