import { z } from "zod";
import { secretAttribute } from "../secret-attribute.ts";

/** The nine documented properties, in the documented order ("Microsoft Intune node", Configuration). */
export const documentedSettings = {
  inTuneHeader: z.string().min(1).default("x-intune").meta({
    title: "DeviceID Attribute Name",
    description: "Name of the request header, or of the shared-state key, that holds CN=<device id>.",
  }),
  inTuneSS: z.boolean().default(false).meta({
    title: "DeviceID in SharedState",
    description: "Read the device id from shared state instead of the header.",
  }),
  azureTenantId: z.string().default("").meta({
    title: "Directory (tenant) ID",
    description: "The tenant's GUID in Microsoft Entra.",
  }),
  appRegistrationClientId: z.string().default("").meta({
    title: "Application (client) ID",
    description: "The id of the application registered for Microsoft Graph.",
  }),
  appRegistrationClientSecret: secretAttribute.meta({
    title: "Client Secret",
    description: "The application's secret. Write it as a token, &{name}, never in the file.",
  }),
  userName: z.string().nullish().meta({
    title: "Azure Admin User Name",
    description:
      "If set, the password grant is used, as the page documents; leave it empty to use the application alone.",
  }),
  userPassword: secretAttribute.meta({
    title: "Azure Admin User Password",
    description: "The password of that user. Write it as a token.",
  }),
  passDeviceInfoSession: z.boolean().default(false).meta({
    title: "Save Device Properties to shared state",
    description: "Write every property that Intune returns to shared state, as INTUNE_<property>.",
  }),
  extractApps: z.boolean().default(false).meta({
    title: "Save installed apps to shared state",
    description: "Write the names of the installed applications to shared state, as INTUNE_INSTALLED_APPS.",
  }),
};
