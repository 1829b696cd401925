import type { GroovyValue } from "../values.ts";
import type { Place } from "./tokens.ts";

/** A type as written; generics are read and dropped. */
export interface TypeName extends Place {
  readonly name: string;
  /** How many `[]` follow. */
  readonly dimensions: number;
}

export interface Parameter extends Place {
  readonly name: string;
  readonly type: TypeName | undefined;
  readonly initial: Expression | undefined;
  /** `Object... rest` */
  readonly rest: boolean;
}

/** An argument or item: `*list` spreads. */
export interface Item {
  readonly value: Expression;
  readonly spread: boolean;
}

export interface Entry {
  /** Absent for `*: map`. */
  readonly key: Expression | undefined;
  readonly value: Expression;
}

/** `a.b`, `a?.b`, `a*.b` */
export type Access = "." | "?." | "*.";

export type Expression = Place &
  (
    | { readonly kind: "literal"; readonly value: GroovyValue }
    | { readonly kind: "text"; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "this" }
    | { readonly kind: "list"; readonly items: readonly Item[] }
    | { readonly kind: "map"; readonly entries: readonly Entry[] }
    | { readonly kind: "range"; readonly from: Expression; readonly to: Expression; readonly open: boolean }
    | { readonly kind: "property"; readonly object: Expression; readonly name: Expression; readonly access: Access }
    | { readonly kind: "index"; readonly object: Expression; readonly key: Expression }
    | {
        readonly kind: "method";
        readonly object: Expression;
        readonly name: Expression;
        readonly access: Access;
        readonly args: readonly Item[];
      }
    | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Item[] }
    | {
        readonly kind: "new";
        readonly type: TypeName;
        readonly args: readonly Item[];
        readonly body: ClassBody | undefined;
      }
    | { readonly kind: "new-array"; readonly type: TypeName; readonly sizes: readonly Expression[] }
    | {
        readonly kind: "closure";
        readonly parameters: readonly Parameter[] | undefined;
        readonly body: readonly Statement[];
      }
    | { readonly kind: "unary"; readonly sign: "-" | "+" | "!" | "~"; readonly operand: Expression }
    | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: "ternary";
        readonly test: Expression;
        readonly yes: Expression | undefined;
        readonly no: Expression;
      }
    | { readonly kind: "assign"; readonly sign: string; readonly target: Expression; readonly value: Expression }
    | { readonly kind: "step"; readonly sign: "++" | "--"; readonly target: Expression; readonly before: boolean }
    | { readonly kind: "cast"; readonly type: TypeName; readonly value: Expression; readonly soft: boolean }
    | { readonly kind: "instanceof"; readonly value: Expression; readonly type: TypeName; readonly negative: boolean }
    | { readonly kind: "pointer"; readonly object: Expression; readonly name: string }
  );

export interface Catch {
  readonly types: readonly TypeName[];
  readonly name: string;
  readonly body: readonly Statement[];
}

export interface Case {
  /** Absent for `default`. */
  readonly test: Expression | undefined;
  readonly body: readonly Statement[];
}

export interface Variable extends Place {
  readonly name: string;
  readonly type: TypeName | undefined;
}

export interface Method extends Place {
  readonly name: string;
  readonly isStatic: boolean;
  readonly parameters: readonly Parameter[];
  readonly returns: TypeName | undefined;
  readonly body: readonly Statement[];
}

export interface Field extends Variable {
  readonly isStatic: boolean;
  readonly initial: Expression | undefined;
}

export interface ClassBody {
  readonly fields: readonly Field[];
  readonly methods: readonly Method[];
  readonly constructors: readonly Method[];
}

export interface ClassDefinition extends Place, ClassBody {
  readonly name: string;
  readonly parents: readonly TypeName[];
}

export type Statement = Place &
  (
    | { readonly kind: "expression"; readonly value: Expression }
    | {
        readonly kind: "declare";
        readonly variables: readonly Variable[];
        readonly value: Expression | undefined;
        readonly several: boolean;
      }
    | { readonly kind: "declarations"; readonly all: readonly Statement[] }
    | { readonly kind: "block"; readonly body: readonly Statement[] }
    | { readonly kind: "if"; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
    | { readonly kind: "while"; readonly test: Expression; readonly body: Statement }
    | { readonly kind: "do"; readonly test: Expression; readonly body: Statement }
    | { readonly kind: "for-in"; readonly variable: Variable; readonly items: Expression; readonly body: Statement }
    | {
        readonly kind: "for";
        readonly first: readonly Statement[];
        readonly test: Expression | undefined;
        readonly after: readonly Expression[];
        readonly body: Statement;
      }
    | { readonly kind: "switch"; readonly value: Expression; readonly cases: readonly Case[] }
    | {
        readonly kind: "try";
        readonly body: readonly Statement[];
        readonly catches: readonly Catch[];
        readonly last: readonly Statement[] | undefined;
      }
    | { readonly kind: "throw"; readonly value: Expression }
    | { readonly kind: "return"; readonly value: Expression | undefined }
    | { readonly kind: "break" }
    | { readonly kind: "continue" }
    | { readonly kind: "assert"; readonly test: Expression; readonly message: Expression | undefined }
  );

export interface Import extends Place {
  /** `a.b.C`, `a.b` with `all`, or, when `isStatic`, `a.b.C.member`. */
  readonly path: string;
  readonly all: boolean;
  readonly isStatic: boolean;
  readonly alias: string | undefined;
}

export interface Script {
  readonly imports: readonly Import[];
  readonly body: readonly Statement[];
  readonly methods: readonly Method[];
  readonly classes: readonly ClassDefinition[];
}
