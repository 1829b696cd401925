/** The words of a query filter: names, operators and numbers; texts in quotes; parentheses and `!`. */

export interface Token {
  readonly kind: "word" | "text" | "symbol";
  readonly text: string;
}

/** `null` when a text in quotes has no end, or an escape that JSON does not know. */
export function tokenize(source: string): Token[] | null {
  const tokens: Token[] = [];
  // Each alternative begins with another character, so that no input makes the expression go back and forth.
  const pattern = /\s+|([()!])|("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)*')|([^\s()!"']+)/suy;
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (match === null) return null;
    const [, symbol, double, single, word] = match;
    if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (double !== undefined || single !== undefined) {
      const text = double === undefined ? unquoted(single ?? "") : fromJson(double);
      if (text === null) return null;
      tokens.push({ kind: "text", text });
    }
  }
  return tokens;
}

function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gsu, "$1");
}

function fromJson(quoted: string): string | null {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : null;
  } catch {
    // JSON.parse is the judge of what an escape means.
    return null;
  }
}
