import type { Logger } from "../../../core/log.ts";
import { createGatewaySandbox, type GatewaySandbox } from "../../../script/index.ts";

/** The one sandbox of a gateway, made when the first script in JavaScript runs. */
export interface SharedSandbox {
  get(): GatewaySandbox;
  close(): Promise<void>;
}

export function sharedSandbox(log: Logger): SharedSandbox {
  let sandbox: GatewaySandbox | undefined;
  return {
    get: () => {
      sandbox ??= createGatewaySandbox({ log });
      return sandbox;
    },
    close: async () => sandbox?.close(),
  };
}
