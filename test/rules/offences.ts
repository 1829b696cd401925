import ts from "typescript";

/** What the house style forbids and a syntax tree shows. */

export interface Offence {
  readonly rule: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

type Check = (node: ts.Node, file: ts.SourceFile) => string | undefined;

const checks: readonly Check[] = [
  (node) => (ts.isAsExpression(node) && !isAsConst(node) ? "no `as` casts" : undefined),
  (node) => (ts.isTypeAssertionExpression(node) ? "no `<Type>` casts" : undefined),
  (node) => (node.kind === ts.SyntaxKind.AnyKeyword ? "no `any`" : undefined),
  (node) => (ts.isNonNullExpression(node) ? "no non-null `!`" : undefined),
  (node) =>
    (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.exclamationToken
      ? "no definite assignment `!`"
      : undefined,
  (node) => (isModuleVariable(node) ? "no variable at module level" : undefined),
  (node, file) =>
    ts.isNewExpression(node) && isModuleCollection(node, file) ? "no mutable state at module level" : undefined,
  (node) => (isDefaultExport(node) ? "no default export" : undefined),
  (node) => (ts.isEnumDeclaration(node) ? "no enum" : undefined),
];

export function offencesIn(name: string, source: string): Offence[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const found: Offence[] = [];
  const report = (rule: string, at: number): void => {
    const { line } = file.getLineAndCharacterOfPosition(at);
    found.push({ rule, line: line + 1, text: (source.split("\n")[line] ?? "").trim() });
  };
  const visit = (node: ts.Node): void => {
    for (const check of checks) {
      const rule = check(node, file);
      if (rule !== undefined) report(rule, node.getStart(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const match of source.matchAll(/\b(?:TODO|FIXME|XXX)\b/g)) report("no TODO", match.index);
  return found;
}

function isAsConst(node: ts.AsExpression): boolean {
  return ts.isTypeReferenceNode(node.type) && node.type.typeName.getText() === "const";
}

function isModuleVariable(node: ts.Node): boolean {
  if (!ts.isVariableStatement(node) || !ts.isSourceFile(node.parent)) return false;
  const declared = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
  return !declared && (node.declarationList.flags & ts.NodeFlags.Const) === 0;
}

/** A collection that begins empty at module level is there to be filled. */
function isModuleCollection(node: ts.NewExpression, file: ts.SourceFile): boolean {
  const isCollection = /^(Map|Set|WeakMap|WeakSet|Array)$/.test(node.expression.getText(file));
  if (!isCollection || (node.arguments?.length ?? 0) > 0) return false;
  for (let outer: ts.Node = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionLike(outer) || ts.isClassLike(outer)) return false;
  }
  return true;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}
