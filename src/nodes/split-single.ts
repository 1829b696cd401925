/** A single value that is a list with commas, as a list; several values are a list already. */
export function splitSingle(values: readonly string[]): readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only.split(",").map((part) => part.trim()) : values;
}
