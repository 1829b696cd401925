/**
 * Remembers what `make` made of a text: for what comes again with every request. Clients choose such texts, so what they can
 * make it hold has a bound: beyond `most` texts, and for those longer than `longest` characters, it is made anew each time.
 */
export function perText<Value>(
  make: (text: string) => Value,
  { most = 512, longest = 64 }: { readonly most?: number; readonly longest?: number } = {},
): (text: string) => Value {
  const made = new Map<string, { readonly value: Value }>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known.value;
    const value = make(text);
    if (made.size < most && text.length <= longest) made.set(text, { value });
    return value;
  };
}
