import { type Catalogue, createCatalogue } from "../../journey/index.ts";
import type { NodeServices } from "../services.ts";
import { basicNodes } from "./basic.ts";
import { contextualNodes } from "./contextual.ts";
import { identityNodes } from "./identity.ts";
import { intuneNodes } from "./intune.ts";
import { mfaNodes } from "./mfa.ts";
import { riskNodes } from "./risk.ts";
import { utilitiesNodes } from "./utilities.ts";

/** Every node type that Sallyport has, in the order of the documentation. */
export const nodeCatalogue: Catalogue<NodeServices> = createCatalogue([
  ...intuneNodes,
  ...basicNodes,
  ...mfaNodes,
  ...riskNodes,
  ...contextualNodes,
  ...identityNodes,
  ...utilitiesNodes,
]);
