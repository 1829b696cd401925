import { type Catalogue, createCatalogue } from "../../journey/index.ts";
import { configProviderNode } from "../config-provider/index.ts";
import type { NodeServices } from "../services.ts";
import { basicNodes } from "./basic.ts";
import { contextualNodes } from "./contextual.ts";
import { identityNodes } from "./identity.ts";
import { intuneNodes } from "./intune.ts";
import { mfaNodes } from "./mfa.ts";
import { riskNodes } from "./risk.ts";
import { utilitiesNodes } from "./utilities.ts";

const nodes = createCatalogue([
  ...intuneNodes,
  ...basicNodes,
  ...mfaNodes,
  ...riskNodes,
  ...contextualNodes,
  ...identityNodes,
  ...utilitiesNodes,
]);

/** Every node type that Sallyport has, in the order of the documentation. */
export const nodeCatalogue: Catalogue<NodeServices> = createCatalogue([
  ...nodes.definitions(),
  configProviderNode(nodes.find),
]);
