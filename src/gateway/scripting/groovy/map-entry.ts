import { entryClass, type GroovyValue, mapOf } from "../../../script/groovy/index.ts";

/** An entry as closures with one parameter (`it.key`) or two (`name, value`) take it. */
export function mapEntry(key: string, value: GroovyValue): GroovyValue {
  return entryClass.wrap({ store: mapOf([[key, value]]).store, key });
}
