import { amErrors } from "../errors.ts";

/**
 * `composite_advice` (facts: "Session upgrade, auth level, transactional advice"): what a policy enforcement point wants of
 * a session, as XML. Only exactly this shape is read; a document type, an entity of its own or a comment has no place in it.
 */
export interface Advice {
  /** Values by name, such as `AuthLevelConditionAdvice` → `["10"]`. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

const longest = 4096;
const pieces = {
  open: /\s*<Advices\s*>\s*/y,
  pair: /<AttributeValuePair\s*>\s*/y,
  name: /<Attribute\s+name\s*=\s*(?:"([\w.-]{1,128})"|'([\w.-]{1,128})')\s*(?:\/>|>\s*<\/Attribute\s*>)\s*/y,
  value: /<Value\s*>([^<>]{0,1024})<\/Value\s*>\s*/y,
  endOfPair: /<\/AttributeValuePair\s*>\s*/y,
  close: /<\/Advices\s*>\s*$/y,
};

/** @throws {am.advice-malformed} */
export function readAdvice(xml: string): Advice {
  if (xml.length > longest) throw malformed("too long");
  const reader = createReader(xml);
  const values = new Map<string, readonly string[]>();
  reader.expect(pieces.open);
  while (reader.accept(pieces.pair) !== null) {
    const [, double, single] = reader.expect(pieces.name);
    const name = double ?? single ?? "";
    if (values.has(name)) throw malformed(`${name} stands twice`);
    const own = [textOf(reader.expect(pieces.value))];
    for (let more = reader.accept(pieces.value); more !== null; more = reader.accept(pieces.value))
      own.push(textOf(more));
    values.set(name, own);
    reader.expect(pieces.endOfPair);
  }
  reader.expect(pieces.close);
  if (values.size === 0) throw malformed("empty");
  return { values };
}

function createReader(text: string) {
  let at = 0;
  const accept = (piece: RegExp): RegExpExecArray | null => {
    // A copy, because a sticky expression remembers where it was.
    const sticky = new RegExp(piece);
    sticky.lastIndex = at;
    const found = sticky.exec(text);
    at += found?.[0].length ?? 0;
    return found;
  };
  const expect = (piece: RegExp): RegExpExecArray => {
    const found = accept(piece);
    if (found === null) throw malformed(`not as expected at character ${at}`);
    return found;
  };
  return { accept, expect };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function textOf([, raw = ""]: RegExpExecArray): string {
  return raw.trim().replaceAll(/&([^;]{0,8});?/g, (_, name: string) => {
    const text = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (text === undefined) throw malformed("an entity that XML does not define");
    return text;
  });
}

function malformed(detail: string): Error {
  return amErrors.error("am.advice-malformed", { detail });
}
