import type { ObjectType } from "../../heap/model.ts";
import { allowOnlyFilter } from "./allow-only-filter.ts";
import { assignmentFilter } from "./assignment-filter.ts";
import { certificateThumbprintFilter } from "./certificate-thumbprint-filter.ts";
import { chainOfFilters } from "./chain-of-filters.ts";
import { conditionEnforcementFilter } from "./condition-enforcement-filter.ts";
import { conditionalFilter } from "./conditional-filter.ts";
import { cookieFilter } from "./cookie-filter.ts";
import { corsFilter } from "./cors-filter.ts";
import { csrfFilter } from "./csrf-filter.ts";
import { entityExtractFilter } from "./entity-extract-filter.ts";
import { forwardedRequestFilter } from "./forwarded-request-filter.ts";
import { headerFilter } from "./header-filter.ts";
import { locationHeaderFilter } from "./location-header-filter.ts";
import { setCookieUpdateFilter } from "./set-cookie-update-filter.ts";
import { dateHeaderFilter, fapiInteractionIdFilter, transactionIdOutboundFilter } from "./small-header-filters.ts";
import { staticRequestFilter } from "./static-request-filter.ts";
import { switchFilter } from "./switch-filter.ts";
import { uriPathRewriteFilter } from "./uri-path-rewrite-filter.ts";

/** The filters that need no sign-in. */
export const filterTypes: readonly ObjectType[] = [
  allowOnlyFilter,
  assignmentFilter,
  certificateThumbprintFilter,
  chainOfFilters,
  conditionEnforcementFilter,
  conditionalFilter,
  cookieFilter,
  corsFilter,
  csrfFilter,
  dateHeaderFilter,
  entityExtractFilter,
  fapiInteractionIdFilter,
  forwardedRequestFilter,
  headerFilter,
  locationHeaderFilter,
  { ...locationHeaderFilter, type: "RedirectFilter" },
  setCookieUpdateFilter,
  staticRequestFilter,
  switchFilter,
  transactionIdOutboundFilter,
  uriPathRewriteFilter,
];
