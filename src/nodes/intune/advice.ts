import type { JourneyFile } from "../../journey/index.ts";
import { intuneConfig } from "./config.ts";
import { intuneNodesOf } from "./placed.ts";

/** What an administrator should change in the Intune nodes of these journeys, a sentence each. */
export function intuneAdvice(journeys: readonly JourneyFile[], connections: readonly string[]): string[] {
  return journeys.flatMap((journey) =>
    intuneNodesOf(journey).flatMap(({ displayName, attributes }) => {
      const { data: config } = intuneConfig.safeParse(attributes);
      if (config === undefined) return [];
      const { connection, credential, userName } = config;
      const where = `journey "${journey.tree._id}", node "${displayName}"`;
      const usesPassword = credential === "password" || (credential === null && !!userName);
      const isUnknown = connection !== null && !connections.includes(connection);
      return [
        ...(usesPassword ? [`${where}: ${passwordGrantAdvice}`] : []),
        ...(isUnknown ? [`${where}: there is no connection "${connection}" in microsoft.connections`] : []),
      ];
    }),
  );
}

export const passwordGrantAdvice =
  "the password grant is used, which Microsoft advises against and MFA breaks; give the application the permission of type " +
  "Application, and use a certificate, a federated credential, a managed identity or a client secret";
