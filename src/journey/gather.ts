import type { Effects } from "./action.ts";
import type { Gathered } from "./execution.ts";

export const nothingGathered: Gathered = {
  sessionProperties: {},
  identifiedUser: null,
  maxSessionTime: null,
  maxIdleTime: null,
  maxTreeDuration: null,
  errorMessage: null,
  lockoutMessage: null,
  logoutWebhooks: [],
};

/** Adds what one action wants of the session or the failure; later actions win. */
export function gather(so: Gathered, effects: Effects): Gathered {
  return {
    sessionProperties: mergeProperties(so.sessionProperties, effects.sessionProperties),
    identifiedUser: effects.identifiedUser ?? so.identifiedUser,
    maxSessionTime: effects.maxSessionTime ?? so.maxSessionTime,
    maxIdleTime: effects.maxIdleTime ?? so.maxIdleTime,
    maxTreeDuration: effects.maxTreeDuration ?? so.maxTreeDuration,
    errorMessage: effects.errorMessage ?? so.errorMessage,
    lockoutMessage: effects.lockoutMessage ?? so.lockoutMessage,
    logoutWebhooks: withWebhook(so.logoutWebhooks, effects.logoutWebhook),
    ...(so.replacesAnonymous || effects.replacesAnonymous ? { replacesAnonymous: true } : {}),
  };
}

/** What a journey earned that came to Success: its tree's times where no node set any, and what its end hooks added. */
export function earnings(
  so: Gathered,
  tree: { readonly maximumSessionTime: number | null; readonly maximumIdleTime: number | null },
  added: Gathered["sessionProperties"] | undefined,
): Gathered {
  return {
    sessionProperties: mergeProperties(so.sessionProperties, added),
    identifiedUser: so.identifiedUser,
    maxSessionTime: so.maxSessionTime ?? tree.maximumSessionTime,
    maxIdleTime: so.maxIdleTime ?? tree.maximumIdleTime,
    maxTreeDuration: so.maxTreeDuration,
    errorMessage: so.errorMessage,
    lockoutMessage: so.lockoutMessage,
    logoutWebhooks: so.logoutWebhooks,
    ...(so.replacesAnonymous ? { replacesAnonymous: true } : {}),
  };
}

function withWebhook(names: readonly string[], name: string | undefined): readonly string[] {
  return name === undefined || names.includes(name) ? names : [...names, name];
}

function mergeProperties(
  properties: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>> | undefined,
): Readonly<Record<string, string>> {
  if (changes === undefined) return properties;
  const merged = new Map(Object.entries(properties));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}
