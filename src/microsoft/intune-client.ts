import type { MicrosoftConnection } from "./connection.ts";
import type { ComplianceCounters } from "./counters.ts";
import type { DiagnosisStep } from "./diagnosis/step.ts";
import type { VerdictFailure } from "./failure.ts";
import type { DetectedApps } from "./graph/detected-apps.ts";
import type { FailingSettings, UnknownSettings } from "./graph/failing-settings.ts";
import type { FleetOptions, FleetPage } from "./graph/fleet.ts";
import type { Verdict } from "./verdict.ts";
import type { DeviceIdKind, VerdictOptions } from "./verdicts/options.ts";

/** Asks Microsoft about devices. Trouble upstream is a result, never an exception; bugs are thrown. */
export interface ComplianceClient {
  /**
   * What Intune says about a device. Callers that ask for the same device at once share one read.
   *
   * @throws {microsoft.client-closed}
   */
  verdict(
    connection: MicrosoftConnection,
    deviceId: string,
    options?: VerdictOptions,
  ): Promise<Verdict | VerdictFailure>;
  /**
   * The names of the apps that Intune has discovered on a device. `deviceId` is Intune's, as a verdict holds it.
   *
   * @throws {microsoft.client-closed}
   */
  detectedApps(connection: MicrosoftConnection, deviceId: string): Promise<DetectedApps | VerdictFailure>;
  /** Waits for what is under way and closes the client's own connections; a dispatcher that was given stays open. */
  close(): Promise<void>;
}

/** Everything that this room asks Microsoft. */
export interface IntuneClient extends ComplianceClient {
  /**
   * Which settings of which policies a device fails, to tell its user. Best effort, after the verdict is known.
   *
   * @throws {microsoft.client-closed}
   */
  failingSettings(connection: MicrosoftConnection, verdict: Verdict): Promise<FailingSettings | UnknownSettings>;
  /**
   * Every device of the tenant, page by page; a failure is the last item. Leaving the loop ends the reading.
   *
   * @throws {microsoft.client-closed}
   */
  fleet(connection: MicrosoftConnection, options?: FleetOptions): AsyncIterable<FleetPage | VerdictFailure>;
  /**
   * Tries everything that a verdict needs, one thing after another, and says what is wrong.
   *
   * @throws {microsoft.client-closed}
   */
  diagnose(
    connection: MicrosoftConnection,
    options?: { readonly deviceId?: string; readonly idKind?: DeviceIdKind },
  ): AsyncIterable<DiagnosisStep>;
  counters(): ComplianceCounters;
}
