import type { ObjectType } from "../heap/model.ts";
import { amService } from "./am/am-service.ts";
import { sessionInfoFilter } from "./am/session-info-filter.ts";
import { singleSignOnFilter } from "./am/single-sign-on-filter.ts";
import { userProfileFilter, userProfileService } from "./am/user-profile-filter.ts";
import { applicationIdentityFilter } from "./jwt/application-identity-filter.ts";
import { jwkSetHandler } from "./jwt/jwk-set-handler.ts";
import { jwtBuilderFilter } from "./jwt/jwt-builder-filter.ts";
import { inMemorySessionManager } from "./sessions/in-memory-session-manager.ts";
import { jwtSession, jwtSessionFactory, jwtSessionManager } from "./sessions/jwt-session-manager.ts";

/** The types that protect an application: AM, sessions, and tokens for applications. */
export const protectionTypes: readonly ObjectType[] = [
  amService,
  applicationIdentityFilter,
  inMemorySessionManager,
  jwkSetHandler,
  jwtBuilderFilter,
  jwtSession,
  jwtSessionFactory,
  jwtSessionManager,
  sessionInfoFilter,
  singleSignOnFilter,
  userProfileFilter,
  userProfileService,
];
