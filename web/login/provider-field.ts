import { isJsonObject } from "../../src/core/json.ts";
import type { Callback } from "../client/index.ts";
import { element } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

const local = "localAuthentication";

/** The identity providers of a step. This page signs in with none of them: it offers the server's own sign-in, if that is there. */
export function providerField(callback: Callback): Field {
  const given = callback.output.get("providers");
  const providers = (Array.isArray(given) ? given : []).filter(isJsonObject).flatMap(({ provider, uiConfig }) => {
    if (typeof provider !== "string") return [];
    const shown = isJsonObject(uiConfig) ? uiConfig.buttonDisplayName : undefined;
    return [{ provider, label: typeof shown === "string" && shown !== "" ? shown : provider }];
  });
  const names = providers.filter(({ provider }) => provider !== local).map(({ label }) => label);
  const message = names.length === 0 ? texts.localOnly : texts.noProviders(names.join(", "));
  const shown = element("div", { class: "message warning" }, element("p", {}, message));
  if (names.length === providers.length) return { element: shown, cannotAnswer: true };
  const name = callback.inputs[0]?.name ?? "";
  return { element: shown, read: () => [[name, local]] };
}
