import type { FleetDocument } from "../../emulator/index.ts";

/** Secrets of the fleet that the emulator has when it is given none. */
export interface DefaultFleetSecrets {
  readonly clientSecret: string;
  readonly userPassword: string;
}

const permissions = {
  application: ["DeviceManagementManagedDevices.Read.All", "DeviceManagementConfiguration.Read.All"],
  delegated: ["DeviceManagementManagedDevices.Read.All", "User.Read"],
};

/** One tenant with an application, a managed identity, a user for the password grant, and generated devices. */
export function defaultFleet({ clientSecret, userPassword }: DefaultFleetSecrets): FleetDocument {
  return {
    tenants: [
      {
        id: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10",
        domain: "contoso.example",
        name: "Contoso",
        apps: [
          {
            clientId: "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21",
            name: "Device reader",
            secret: clientSecret,
            permissions,
          },
          {
            clientId: "93f0b0d4-6f7c-4a35-8d0e-0a1b2c3d4e5f",
            name: "Managed identity",
            managedIdentity: "system",
            permissions,
          },
        ],
        users: [{ userName: "intune-reader@contoso.example", password: userPassword }],
      },
    ],
  };
}
