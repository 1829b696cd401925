import type { DeviceRequest } from "../../pki/index.ts";

/** The devices of the demo: one per outcome of the Intune node, each with its own user. */
export interface DemoDevice {
  /** Also the name of the certificate files. */
  readonly name: string;
  /** The Intune device id, or null for the certificate that holds none. */
  readonly id: string | null;
  readonly outcome: string;
  /** The level that the login must reach; null where it must be refused. */
  readonly authLevel: number | null;
  readonly user: string;
}

const deviceDomain = "devices.contoso.example";

export const demoDevices: readonly DemoDevice[] = [
  { name: "compliant", id: "f61dc341-c9c9-40c1-abbd-6997016f4c9e", outcome: "COMPLIANT", authLevel: 3, user: "alice" },
  {
    name: "noncompliant",
    id: "3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1",
    outcome: "NONCOMPLIANT",
    authLevel: 2,
    user: "bruno",
  },
  {
    name: "grace-period",
    id: "8c24b9f0-5e1a-4d73-b6a8-2f9e0c7d4b35",
    outcome: "INGRACEPERIOD",
    authLevel: 2,
    user: "chloe",
  },
  {
    name: "config-manager",
    id: "1f0a6c83-94d2-4b5e-8a17-d3c6e5b92f48",
    outcome: "CONFIGMANAGER",
    authLevel: 2,
    user: "david",
  },
  { name: "conflict", id: "b5e83d17-2c6f-4098-a4d1-60f7c9e21b7a", outcome: "CONFLICT", authLevel: 2, user: "elena" },
  { name: "no-id", id: null, outcome: "NOID", authLevel: 2, user: "felix" },
  { name: "unknown", id: "47d9f2a6-e108-4e3b-95cc-0a8b7d6f3e21", outcome: "UNKNOWN", authLevel: 2, user: "grace" },
  { name: "error", id: "d0c6b7e4-7f35-42a9-8be0-91a2f4d85c6e", outcome: "ERROR", authLevel: null, user: "henry" },
];

/** Used by nobody but the person at the terminal. */
export const demoUser = "demo";
export const demoAdministrator = "admin";

/** As a SCEP profile would issue it: the device id as the first label of a DNS name (the page's example). */
export function certificateRequest({ name, id }: DemoDevice): DeviceRequest {
  if (id === null) return { name, commonName: "Contoso kiosk display" };
  return { name, commonName: `Contoso managed device`, dnsNames: [`${id}.${deviceDomain}`] };
}

/** Users that no device belongs to and no automatic login uses: for people's own scripts. */
export const spareUsers: readonly string[] = [
  "irene",
  "jonas",
  "karla",
  "liam",
  "mona",
  "nils",
  "olga",
  "peter",
  "rosa",
  "simon",
  "tanja",
  "viktor",
  "walter",
  "xenia",
  "yusuf",
  "zoe",
];
