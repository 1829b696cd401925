/** What a script does that is probably not meant, judged by its source alone. */
export function lintSource(source: string): readonly string[] {
  const code = withoutComments(source);
  const handles = [...code.matchAll(/\bnext\s*\.\s*handle\s*\(/g)].map(({ index }) => index);
  const remarks: string[] = [];
  if (
    handles.length > 1 &&
    handles.some((at) => !/(?:\breturn\s+|=\s*|\bawait\s+)$/.test(code.slice(0, at).slice(-20)))
  ) {
    remarks.push(
      `line ${lineOf(code, handles[0] ?? 0)}: next.handle does not end a script; without "return" it goes on and calls it again`,
    );
  }
  for (const { index, 1: name = "" } of code.matchAll(/\brequest\s*\.\s*headers\s*\.\s*add\s*\(\s*["']([\w-]+)["']/g)) {
    remarks.push(
      `line ${lineOf(code, index)}: headers.add("${name}") keeps values that are there already; put replaces them`,
    );
  }
  for (const { index } of code.matchAll(/\.substring\s*\([^()]*,\s*[\w.]+\.indexOf\s*\(/g)) {
    remarks.push(`line ${lineOf(code, index)}: indexOf answers -1 where nothing is found, and substring fails then`);
  }
  return remarks;
}

/** Comments become blanks of the same length, so that places stay where they are. */
function withoutComments(source: string): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, " ");
  return source.replace(/("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (found, text) =>
    text === undefined ? blank(found) : found,
  );
}

function lineOf(code: string, index: number): number {
  return code.slice(0, index).split("\n").length;
}
