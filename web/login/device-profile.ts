import type { JsonObject } from "../../src/core/json.ts";
import { type Callback, outputText } from "../client/index.ts";
import { element, paragraphs } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

/** Describes this device, as PingAM's SDKs do: an identifier, facts about the browser, and the place if it may be told. */
export function deviceProfileField(callback: Callback): Field {
  const wanted = (name: string) => callback.output.get(name) === true;
  const name = callback.inputs[0]?.name;
  let location: JsonObject | undefined;
  const profile = (): JsonObject => ({
    identifier: identifier(),
    ...(wanted("metadata") ? { metadata: metadata() } : {}),
    ...(wanted("location") ? { location: location ?? {} } : {}),
  });
  const message = outputText(callback, "message") || texts.deviceProfile;
  const spinner = element("div", { class: "spinner", "aria-hidden": "true" });
  return {
    element: element("div", { class: "waiting" }, spinner, ...paragraphs(message)),
    answersItself: true,
    read: () => (name === undefined ? [] : [[name, JSON.stringify(profile())]]),
    async start({ send, isAlone, left }) {
      if (wanted("location")) location = await position();
      if (left.aborted) return;
      if (isAlone) send();
      else spinner.remove();
    },
  };
}

const identifierKey = "sallyport-device";

/** The same at every visit with this browser, where it keeps anything; says nothing about the person. */
function identifier(): string {
  const made = crypto.getRandomValues(new Uint32Array(4)).join("-");
  try {
    const known = localStorage.getItem(identifierKey) ?? made;
    localStorage.setItem(identifierKey, known);
    return known;
  } catch (cause) {
    // A browser that keeps nothing, or has no room left, says so with a DOMException.
    if (cause instanceof DOMException) return made;
    throw cause;
  }
}

function metadata(): JsonObject {
  const { hardwareConcurrency, language, maxTouchPoints, platform, userAgent, vendor } = navigator;
  const { width, height, pixelDepth } = screen;
  return {
    hardware: { hardwareConcurrency, maxTouchPoints, display: { width, height, pixelDepth } },
    browser: { userAgent, vendor },
    platform: { language, platform, timezone: new Date().getTimezoneOffset() },
  };
}

const positionTimeout = 15_000;

/** Where the device is; nothing when the person does not tell, or it cannot be found out in time. */
function position(): Promise<JsonObject | undefined> {
  if (!("geolocation" in navigator)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    // The browser's own time-out does not count while it asks for permission.
    const timer = setTimeout(() => resolve(undefined), 2 * positionTimeout);
    const end = (found: JsonObject | undefined) => {
      clearTimeout(timer);
      resolve(found);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => end({ latitude, longitude }),
      () => end(undefined),
      { timeout: positionTimeout, maximumAge: 60_000 },
    );
  });
}
