/** An identity-aware reverse proxy that loads PingGateway's files and ends mutual TLS. */

export { gatewayErrors } from "./errors.ts";
export { type Gateway, startGateway } from "./gateway.ts";
export { type WrittenSite, writeNginxSite } from "./nginx/write-site.ts";
export {
  defaultLimits,
  type GatewayCompatibility,
  type GatewayLimits,
  type GatewayOptions,
  type InvalidCertificate,
} from "./options.ts";
export type { TicketSecret } from "./tls/ticket-keys.ts";
