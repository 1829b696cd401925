/** What PingGateway offers and this gateway does not yet: refused with its own words, never ignored. */

/** Object types of PingGateway (facts: PingGateway reference, and what occurs in public configuration). */
export const laterTypes: ReadonlySet<string> = new Set(
  `AmSessionIdleTimeoutFilter AuthorizationCodeOAuth2ClientFilter CacheAccessTokenResolver CachingJwkSetService
  CapturedUserPasswordFilter ClientCredentialsOAuth2ClientFilter ClientRegistration
  ClientSecretBasicAuthenticationFilter ConfirmationKeyVerifierAccessTokenResolver CrossDomainSingleSignOnFilter
  DataPreservationFilter FragmentFilter HsmSecretStore Issuer JwkSetSecretStore
  OAuth2ResourceServerFilter PolicyEnforcementFilter ProxyOptions ResourceOwnerOAuth2ClientFilter
  SamlFederationHandler ScriptableAccessTokenResolver ScriptableThrottlingPolicy StatelessAccessTokenResolver
  TokenIntrospectionAccessTokenResolver TokenTransformationFilter`.split(/\s+/),
);

/** Objects that PingGateway's global heap provides by name. */
export const laterNames: ReadonlySet<string> = new Set(["ProxyOptions"]);
