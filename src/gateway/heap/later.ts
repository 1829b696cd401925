/** What PingGateway offers and this gateway does not yet: refused with its own words, never ignored. */

/** Object types of PingGateway (facts: PingGateway reference, and what occurs in public configuration). */
export const laterTypes: ReadonlySet<string> = new Set(
  `AllowOnlyFilter AmService AmSessionIdleTimeoutFilter AssignmentFilter AuditService
  AuthorizationCodeOAuth2ClientFilter Base64EncodedSecretStore BaseUriDecorator CacheAccessTokenResolver
  CachingJwkSetService CaptureDecorator CapturedUserPasswordFilter CertificateThumbprintFilter ChainOfFilters
  CircuitBreakerFilter ClientCredentialsOAuth2ClientFilter ClientHandler ClientRegistration
  ClientSecretBasicAuthenticationFilter ClientTlsOptions ConditionalFilter ConditionEnforcementFilter
  ConfirmationKeyVerifierAccessTokenResolver CookieFilter CorsFilter CrossDomainSingleSignOnFilter CsrfFilter
  DataPreservationFilter DateHeaderFilter DefaultRateThrottlingPolicy Delegate DispatchHandler EntityExtractFilter
  FapiInteractionIdFilter ForwardedRequestFilter FragmentFilter HeaderFilter HsmSecretStore InMemorySessionManager
  Issuer JwkSetHandler JwkSetSecretStore JwtBuilderFilter JwtSession JwtSessionFactory JwtSessionManager KeyManager
  KeyStore KeyStoreSecretStore LocationHeaderFilter MappedThrottlingPolicy NoOpAuditService OAuth2ResourceServerFilter
  PolicyEnforcementFilter ProxyOptions RedirectFilter ResourceHandler ResourceOwnerOAuth2ClientFilter
  SamlFederationHandler ScheduledExecutorService ScriptableAccessTokenResolver ScriptableFilter ScriptableHandler
  ScriptableThrottlingPolicy SecretsProvider SequenceHandler SessionInfoFilter SetCookieUpdateFilter SingleSignOnFilter
  StatelessAccessTokenResolver StaticRequestFilter SwitchFilter SystemAndEnvSecretStore TemporaryStorage
  ThrottlingFilter TimerDecorator TokenIntrospectionAccessTokenResolver TokenTransformationFilter TracingDecorator
  TransactionIdOutboundFilter TrustAllManager TrustManager UserProfileFilter WelcomeHandler`.split(/\s+/),
);

/** Objects that PingGateway's global heap provides by name. */
export const laterNames: ReadonlySet<string> = new Set(
  "AuditService ClientHandler ForgeRockClientHandler ProxyOptions ScheduledExecutorService TemporaryStorage TransactionIdOutboundFilter".split(
    " ",
  ),
);
