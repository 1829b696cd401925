import type { NodeDefinition } from "../../journey/index.ts";
import { certificateCollectorNode } from "../certificate-collector/index.ts";
import { certificateUserExtractorNode } from "../certificate-user-extractor/index.ts";
import { certificateValidationNode } from "../certificate-validation/index.ts";
import { cookiePresenceDecisionNode } from "../cookie-presence-decision/index.ts";
import { deviceGeoFencingNode } from "../device-geo-fencing/index.ts";
import { deviceLocationMatchNode } from "../device-location-match/index.ts";
import { deviceMatchNode } from "../device-match/index.ts";
import { deviceProfileCollectorNode } from "../device-profile-collector/index.ts";
import { deviceSaveNode } from "../device-save/index.ts";
import { deviceTamperingVerificationNode } from "../device-tampering-verification/index.ts";
import { persistentCookieDecisionNode } from "../persistent-cookie-decision/index.ts";
import type { NodeServices } from "../services.ts";
import { setCustomCookieNode } from "../set-custom-cookie/index.ts";
import { setPersistentCookieNode } from "../set-persistent-cookie/index.ts";

/** What is known of the device and the browser: certificates, cookies, profiles. */
export const contextualNodes: readonly NodeDefinition<NodeServices>[] = [
  certificateCollectorNode,
  certificateUserExtractorNode,
  certificateValidationNode,
  cookiePresenceDecisionNode,
  deviceGeoFencingNode,
  deviceLocationMatchNode,
  deviceMatchNode,
  deviceProfileCollectorNode,
  deviceSaveNode,
  deviceTamperingVerificationNode,
  persistentCookieDecisionNode,
  setCustomCookieNode,
  setPersistentCookieNode,
];
