import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorCode } from "../core/errors.ts";
import {
  createDevelopmentCa,
  type IssueContext,
  issueDeviceCertificate,
  issueServerCertificate,
  type KeyedCertificate,
} from "./certificates.ts";
import { pkiErrors } from "./errors.ts";
import { type Expectation, isReusable } from "./reuse.ts";
import { type CertificateFiles, readStored, type StoredCertificate, writeStored } from "./stored-certificate.ts";

/** The certificates of a development deployment, kept in a directory. */

/** A device certificate to have; `name` becomes the name of its files. */
export interface DeviceRequest {
  readonly name: string;
  readonly commonName: string;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
}

export interface DevelopmentPkiOptions extends IssueContext {
  /** DNS names and IP addresses under which gateway and emulator are reached. */
  readonly hosts: readonly string[];
  readonly devices: readonly DeviceRequest[];
}

export interface DevelopmentPki {
  readonly ca: StoredCertificate;
  readonly gateway: StoredCertificate;
  readonly emulator: StoredCertificate;
  /** In the order of the request. */
  readonly devices: readonly (StoredCertificate & { readonly name: string })[];
}

const caName = "Sallyport Development CA";
const fileName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/**
 * Makes a development CA, certificates for gateway and emulator and one for each device, or uses again what is there
 * and still fits. What expires within seven days, names something else or lost its key is made anew.
 *
 * @throws {pki.directory-unusable} naming the directory and the system's reason
 * @throws {pki.device-name-invalid}
 */
export async function ensureDevelopmentPki(directory: string, options: DevelopmentPkiOptions): Promise<DevelopmentPki> {
  checkNames(options.devices);
  const root = resolve(directory);
  try {
    await privateDirectory(root);
    await privateDirectory(join(root, "devices"));
    return await ensureAll(root, options);
  } catch (cause) {
    const reason = errorCode(cause);
    if (!(cause instanceof Error) || !("syscall" in cause) || reason === undefined) throw cause;
    const message = `${root}: development certificates cannot be kept here (${reason})`;
    throw pkiErrors.error("pki.directory-unusable", { message, cause });
  }
}

async function ensureAll(root: string, options: DevelopmentPkiOptions): Promise<DevelopmentPki> {
  const { clock, random } = options;
  const hosts = [...new Set(options.hosts)];
  const ensure = (name: string, expected: Expectation, make: () => Promise<KeyedCertificate>) =>
    ensureOne(filesOf(root, name), expected, make, options);

  const caExpected = { issuer: null, commonName: caName, hosts: [], uris: [] };
  const ca = await ensure("ca", caExpected, () => createDevelopmentCa({ commonName: caName, clock, random }));
  const server = (name: string) =>
    ensure(name, { issuer: ca, commonName: hosts[0] ?? "localhost", hosts, uris: [] }, () =>
      issueServerCertificate(ca, { hosts, clock, random }),
    );
  const device = async ({ name, commonName, dnsNames = [], uris = [] }: DeviceRequest) => {
    const expected = { issuer: ca, commonName, hosts: dnsNames, uris };
    const issue = () => issueDeviceCertificate(ca, { commonName, dnsNames, uris, clock, random });
    return { name, ...(await ensure(join("devices", name), expected, issue)) };
  };
  const [gateway, emulator, devices] = await Promise.all([
    server("gateway"),
    server("emulator"),
    Promise.all(options.devices.map(device)),
  ]);
  return { ca, gateway, emulator, devices };
}

async function ensureOne(
  files: CertificateFiles,
  expected: Expectation,
  make: () => Promise<KeyedCertificate>,
  { clock, random }: IssueContext,
): Promise<StoredCertificate> {
  const stored = await readStored(files);
  if (stored !== undefined && isReusable(stored, expected, clock.now())) return stored;
  return writeStored(files, await make(), random);
}

function filesOf(root: string, name: string): CertificateFiles {
  return { certificateFile: join(root, `${name}.pem`), keyFile: join(root, `${name}-key.pem`) };
}

async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}

/** `a` and `a-key` would share a file. */
function checkNames(devices: readonly DeviceRequest[]): void {
  const files = devices.flatMap(({ name }) => [name, `${name}-key`]);
  const bad = devices.find(({ name }) => !fileName.test(name));
  if (bad !== undefined || new Set(files.map((file) => file.toLowerCase())).size !== files.length) {
    throw pkiErrors.error("pki.device-name-invalid", bad === undefined ? {} : { detail: bad.name });
  }
}
