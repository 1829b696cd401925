import { beforeAll, expect, it } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { seededRandom } from "../../../core/random.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../../device/testing/certificates.ts";
import { compileGroovy, type GroovyRun, groovyFailure, groovyText } from "../../../script/groovy/index.ts";
import { certificateType } from "./certificate.ts";
import { certificateFactoryType, inputStreamType } from "./certificate-factory.ts";

/** What the JVM answers to the same scripts stands in the oracle's cases; these need a certificate. */

let pair: TestKeyPair;
beforeAll(async () => {
  pair = await makeCertificate({ subject: commonNames("a device"), names: dns("device123.example.com") });
});

const classes = new Map(
  [certificateFactoryType, certificateType, inputStreamType].map((type) => [type.name, type] as const),
);
const options: GroovyRun = { clock: frozenClock("2030-01-01T00:00:00Z"), random: seededRandom("factory") };

async function answer(expression: string, run = options): Promise<string> {
  const source = `import java.security.cert.CertificateFactory
    import java.security.cert.X509Certificate
    def read(bytes) { CertificateFactory.getInstance('X.509').generateCertificate(new ByteArrayInputStream(bytes)) }
    ${expression}`;
  const bindings = new Map([
    ["pem", pair.certificate],
    ["base64", pair.der.toString("base64")],
  ]);
  try {
    return groovyText(await compileGroovy(source, { file: "factory.groovy", classes }).run(bindings, run));
  } catch (problem) {
    const failure = groovyFailure(problem);
    if (failure === undefined) throw problem;
    return failure.className;
  }
}

it.each([
  ["of a PEM text", "read(pem.bytes).subjectAlternativeNames[0][1]", "device123.example.com"],
  ["of the DER", "read(base64.decodeBase64()).subjectAlternativeNames[0][1]", "device123.example.com"],
  ["of a PEM text among others", "read(('x\\n' + pem + pem).bytes).subjectDN.name", "CN=a device"],
  ["that is the class scripts ask for", "read(pem.bytes) instanceof X509Certificate", "true"],
  ["that is valid", "read(pem.bytes).checkValidity(); 'valid'", "valid"],
  ["of nothing", "read(new byte[0])", "java.security.cert.CertificateException"],
  ["of something else", "read('hello'.bytes)", "java.security.cert.CertificateException"],
  ["that is cut off", "read(pem.take(200).bytes)", "java.security.cert.CertificateException"],
  [
    "from no stream",
    "CertificateFactory.getInstance('X.509').generateCertificate(null)",
    "java.security.cert.CertificateException",
  ],
  ["of another type", "CertificateFactory.getInstance('PGP')", "java.security.cert.CertificateException"],
])("a certificate %s", async (_case, expression, expected) => {
  expect(await answer(expression)).toBe(expected);
});

it("costs as much as it takes", async () => {
  const reading = answer("while (true) { read(pem.bytes) }", { ...options, limits: { steps: 200_000 } });
  await expect(reading).rejects.toMatchObject({ code: "script.timeout" });
});
