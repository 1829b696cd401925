import type { ObjectType } from "../../heap/model.ts";
import { chain } from "./chain.ts";
import { delegate } from "./delegate.ts";
import { dispatchHandler } from "./dispatch-handler.ts";
import { resourceHandler } from "./resource-handler.ts";
import { sequenceHandler } from "./sequence-handler.ts";
import { welcomeHandler } from "./welcome-handler.ts";

/** The handlers that decide or answer themselves. */
export const handlerTypes: readonly ObjectType[] = [
  chain,
  delegate,
  dispatchHandler,
  resourceHandler,
  sequenceHandler,
  welcomeHandler,
];
