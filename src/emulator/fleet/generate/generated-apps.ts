import { deriveFrom } from "../derive.ts";
import { completeApp, type DetectedApp, type GivenApp } from "../detected-app.ts";
import type { ManagedDevice } from "../managed-device.ts";

const windows: readonly GivenApp[] = [
  { displayName: "Microsoft Edge", version: "129.0.2792.79", publisher: "Microsoft Corporation" },
  { displayName: "Microsoft 365 Apps for enterprise - en-us", version: "16.0.17928.20156" },
  { displayName: "Notepad++ (64-bit, x64)", version: "8.6.9", publisher: "Notepad++ Team" },
  { displayName: "7-Zip 24.08 (x64)", version: "24.08", publisher: "Igor Pavlov" },
  { displayName: "Microsoft.CompanyPortal", version: "11.2.1002.0", publisher: "CN=Microsoft Corporation" },
  { displayName: null },
];

const apple: readonly GivenApp[] = [
  { displayName: "Company Portal", version: "5.2409.0" },
  { displayName: "Microsoft Outlook", version: "4.2438.0" },
  { displayName: "Microsoft Teams", version: "6.16.1" },
];

const apps: Readonly<Record<string, readonly GivenApp[]>> = {
  Windows: windows,
  iOS: apple,
  iPadOS: apple,
  macOS: apple,
};

/**
 * The apps that Intune would list: of a personal device only what it manages, which on Windows is nothing that this
 * list knows; of a fully managed Android device none at all.
 */
export function generatedApps(device: ManagedDevice): readonly DetectedApp[] {
  const known = apps[device.operatingSystem ?? ""] ?? [];
  const personal = device.managedDeviceOwnerType === "personal";
  const visible = personal ? known.filter((_app, index) => device.operatingSystem !== "Windows" && index === 0) : known;
  const derived = deriveFrom(device.id);
  return visible
    .filter((_app, index) => index === 0 || derived.chance(`app${index}`, 0.7))
    .map((app) => completeApp(app, device.operatingSystem));
}
