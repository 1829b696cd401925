import { z } from "zod";
import { at } from "../../config/place.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";

/** `Delegate`: another object under a name and with decorations of its own. */
export const delegate = objectType({
  type: "Delegate",
  config: z.object({ delegate: reference }),
  build: ({ delegate: to }, context) => context.heap.resolve(to, at(context.place, "delegate")),
});
