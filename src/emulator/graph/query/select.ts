import type { Json, JsonObject } from "../../../core/json.ts";
import { GraphRefusal, graphProblems } from "../refusal.ts";

/**
 * Leaves only the selected members, in wire order.
 *
 * @param members every member that an entity of this kind has
 * @throws GraphRefusal 400 naming a property that the entity does not have
 */
export function selector(
  select: readonly string[] | undefined,
  members: readonly string[],
  type: string,
): (entity: JsonObject) => JsonObject {
  if (select === undefined) return (entity) => entity;
  const unknown = select.find((name) => !members.includes(name));
  if (unknown !== undefined) throw new GraphRefusal(graphProblems.unknownProperty(unknown, type));
  const wanted = members.filter((name) => select.includes(name));
  return (entity) => {
    const chosen: Record<string, Json> = {};
    for (const name of wanted) {
      const value = entity[name];
      if (value !== undefined) chosen[name] = value;
    }
    return chosen;
  };
}
