import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { answerText, deviceProfileCallback, goTo, send } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import { localise, localisedText } from "../localised.ts";
import { type CollectedProfile, decimal, deviceProfileKey, readProfile } from "./profile.ts";

const mostKilobytes = 16;

const config = z.object({
  maximumSize: decimal(0.1, mostKilobytes).prefault("3").meta({
    title: "Maximum Profile Size (KB)",
    description: "A longer answer fails the login; at most 16.",
  }),
  deviceMetadata: z.boolean().default(true).meta({
    title: "Collect Device Metadata",
    description: "Platform, browser, screen and the like.",
  }),
  deviceLocation: z.boolean().default(false).meta({
    title: "Collect Device Location",
    description: "Latitude and longitude; the client asks the person first.",
  }),
  message: localisedText.meta({
    title: "Message",
    description: "Shown while the client collects, by locale.",
  }),
});

/** Asks the client what it knows of the device it runs on. */
export const deviceProfileCollectorNode = node({
  type: "DeviceProfileCollectorNode",
  version: 1,
  title: "Device Profile Collector",
  tags: ["contextual"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [deviceProfileKey],
  run({ answers, config: { maximumSize, deviceMetadata, deviceLocation, message }, request, state }) {
    if (answers === null) {
      return send([deviceProfileCallback(deviceMetadata, deviceLocation, localise(message, request.locales))]);
    }
    const text = answerText(answers[0]);
    if (Buffer.byteLength(text) > maximumSize * 1024) throw invalid(`longer than ${maximumSize} KB`);
    const profile = parse(text);
    if (profile === null) throw invalid("no profile with an identifier");
    state.putShared(deviceProfileKey, asked(profile, deviceMetadata, deviceLocation));
    return goTo("outcome");
  },
});

/** What was not asked for is not kept. */
function asked({ identifier, metadata, location }: CollectedProfile, wantsMetadata: boolean, wantsLocation: boolean) {
  const kept: JsonObject = {
    identifier,
    ...(wantsMetadata && metadata !== null ? { metadata } : {}),
    ...(wantsLocation && location !== null ? { location: { ...location } } : {}),
  };
  return kept;
}

function parse(text: string): CollectedProfile | null {
  try {
    return readProfile(JSON.parse(text));
  } catch (cause) {
    throw nodeErrors.error("nodes.device-profile-invalid", { detail: "not JSON", cause });
  }
}

function invalid(detail: string): Error {
  return nodeErrors.error("nodes.device-profile-invalid", { detail });
}
