import type { ObjectType } from "../heap/model.ts";
import { auditService, noOpAuditService } from "./audit/audit-service.ts";
import { clientCertificateIdentityFilter } from "./client-certificate-identity-filter.ts";
import { clientHandler } from "./client-handler.ts";
import {
  baseUriDecoratorType,
  captureDecoratorType,
  timerDecoratorType,
  tracingDecoratorType,
} from "./decorators/decorators.ts";
import { filterTypes } from "./filters/types.ts";
import { handlerTypes } from "./handlers/types.ts";
import { protectionTypes } from "./protection-types.ts";
import { reverseProxyHandler } from "./reverse-proxy-handler.ts";
import { router } from "./router.ts";
import { scriptableFilter } from "./scriptable-filter.ts";
import { scriptableHandler } from "./scriptable-handler.ts";
import { secretTypes } from "./secrets/types.ts";
import { staticResponseHandler } from "./static-response-handler.ts";
import { scheduledExecutorService, temporaryStorage } from "./supporting-objects.ts";
import { throttlingTypes } from "./throttling/types.ts";
import { tlsTypes } from "./tls/types.ts";

const all: readonly ObjectType[] = [
  scheduledExecutorService,
  temporaryStorage,
  ...throttlingTypes,
  ...handlerTypes,
  ...filterTypes,
  baseUriDecoratorType,
  captureDecoratorType,
  timerDecoratorType,
  tracingDecoratorType,
  ...protectionTypes,
  ...tlsTypes,
  clientCertificateIdentityFilter,
  scriptableFilter,
  scriptableHandler,
  ...secretTypes,
  auditService,
  noOpAuditService,
  clientHandler,
  reverseProxyHandler,
  router,
  staticResponseHandler,
];

/** Every type that a declaration may name. */
export const objectTypes: ReadonlyMap<string, ObjectType> = new Map([
  ...all.map((type): [string, ObjectType] => [type.type, type]),
  ["RouterHandler", router],
]);
