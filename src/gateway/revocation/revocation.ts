import type { X509Certificate } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "undici";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { singleFlight } from "../../core/single-flight.ts";
import {
  createCrls,
  ocspAddress,
  queryOcsp,
  type Revocation,
  type RevocationList,
  readRevocationList,
  serialOf,
} from "../../device/index.ts";
import type { RevocationSettings } from "../tls/model.ts";

/** Whether authorities have taken certificates back. What is not known to be good is not good. */
export interface RevocationChecker {
  /** @param path a verified path: the certificate, who issued it, and so on, with the authority last */
  check(path: readonly X509Certificate[]): Revocation | Promise<Revocation>;
}

const limits = { verdicts: 10_000 };
/** An answer is asked for anew after this time, however long the authority says that it holds. */
const longestGood = 60 * 60_000;
/** Nobody is asked more often about a certificate that is not good: an attacker would choose how often. */
const pause = 10_000;

interface Verdict {
  readonly revocation: Revocation;
  readonly until: number;
}

/**
 * Asks the sources of the settings in turn: lists of the deployment, the OCSP responder, lists at distribution points. The
 * first that knows decides. All certificates of a path but the authority's own are checked, as PKIX asks.
 */
export function createRevocationChecker(
  settings: RevocationSettings,
  { dispatcher, clock, log }: { dispatcher: Dispatcher; clock: Clock; log: Logger },
): RevocationChecker {
  const verdicts = new LRUCache<string, Verdict>({ max: limits.verdicts });
  const flights = singleFlight<Revocation>();
  const crls = createCrls({ dispatcher, clock });
  const listsOf = createListReader(settings.lists, clock, log);

  const ask = async (certificate: X509Certificate, issuer: X509Certificate): Promise<Verdict> => {
    const now = clock.now();
    const faults: string[] = [];
    const lists = await listsOf(issuer);
    const serial = serialOf(certificate.serialNumber);
    if (lists.some(({ serials }) => serials.has(serial)))
      return { revocation: { status: "revoked" }, until: now + pause };
    const until = Math.min(...lists.map(({ nextUpdate }) => nextUpdate), now + longestGood);
    if (lists.length > 0) return { revocation: { status: "good" }, until };
    if (settings.lists.length > 0) faults.push("no valid list of the issuer is configured");
    const address = settings.ocsp === null ? undefined : (settings.ocsp.address ?? ocspAddress(certificate));
    if (address !== undefined) {
      try {
        const answer = await queryOcsp(certificate, issuer, { address, dispatcher, now: clock.now });
        return { revocation: { status: answer.status }, until: Math.min(answer.until, now + longestGood) };
      } catch (problem) {
        faults.push(`${address.href}: ${describeError(problem)}`);
      }
    }
    if (settings.distributionPoints) {
      const found = await crls.check(certificate, issuer, { parameters: "", cache: true });
      if (found.status !== "unknown") return { revocation: found, until: now + pause };
      faults.push(found.why);
    }
    const why = faults.join("; ") || "the certificate names nobody to ask";
    log.warn({ why, serial }, "the revocation state of a client certificate is unknown");
    return { revocation: { status: "unknown", why }, until: now + pause };
  };

  const one = (certificate: X509Certificate, issuer: X509Certificate): Revocation | Promise<Revocation> => {
    const key = `${certificate.fingerprint256} ${issuer.fingerprint256}`;
    const known = verdicts.get(key);
    if (known !== undefined && known.until > clock.now()) return known.revocation;
    return flights.run(key, async () => {
      const verdict = await ask(certificate, issuer);
      verdicts.set(key, verdict);
      return verdict.revocation;
    });
  };

  return {
    check: (path) => {
      const found = path.slice(0, -1).map((certificate, index) => one(certificate, path[index + 1] ?? certificate));
      if (found.some((each) => each instanceof Promise)) return Promise.all(found).then(worst);
      return worst(found.filter((each): each is Revocation => !(each instanceof Promise)));
    },
  };
}

function worst(all: readonly Revocation[]): Revocation {
  const bad = all.find(({ status }) => status === "revoked") ?? all.find(({ status }) => status === "unknown");
  return bad ?? { status: "good" };
}

/** The configured lists of an authority that are valid now; read once per list and authority. */
function createListReader(
  lists: readonly Buffer[],
  clock: Clock,
  log: Logger,
): (issuer: X509Certificate) => Promise<readonly RevocationList[]> {
  const read = new LRUCache<string, readonly RevocationList[]>({ max: 64 });
  return async (issuer) => {
    const known = read.get(issuer.fingerprint256);
    if (known?.every(({ nextUpdate }) => nextUpdate > clock.now()) === true) return known;
    const valid: RevocationList[] = [];
    const faults: string[] = [];
    for (const list of lists) {
      try {
        valid.push(await readRevocationList(list, issuer, clock.now()));
      } catch (problem) {
        // A list of another authority is among them by right; if none is left, the certificate's state is unknown.
        faults.push(describeError(problem));
      }
    }
    if (valid.length === 0) log.debug({ faults, issuer: issuer.subject }, "no revocation list of this authority");
    read.set(issuer.fingerprint256, valid);
    return valid;
  };
}
