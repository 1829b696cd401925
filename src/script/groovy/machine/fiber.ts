import type { GroovyCall, HostClass, Steps } from "../host-class.ts";
import type { Bindings } from "../run-options.ts";
import type { ClosureBody, GroovyClosure, GroovyValue } from "../values.ts";

/**
 * The machine: a script is compiled to instructions, plain functions that work on a fiber, which holds the whole state of
 * a run in data. So a run can stop between any two instructions: to wait for a promise, to let others have the
 * processor, or because it has used up its steps. Deep recursion of a script fills `frames`, never JavaScript's stack.
 */
export type Instruction = (fiber: Fiber) => void;

/** A compiled body: of the script, a method or a closure. */
export interface Code {
  readonly name: string;
  readonly instructions: readonly Instruction[];
  /** The line of each instruction. */
  readonly lines: readonly number[];
  readonly parameters: readonly CodeParameter[];
}

export interface CodeParameter {
  readonly name: string;
  readonly type: HostClass | undefined;
  readonly optional: boolean;
  readonly rest: boolean;
}

/** A variable that closures share. */
export interface Cell {
  value: GroovyValue;
}

/** A closure with what it was made in. */
export interface MadeClosure extends ClosureBody {
  readonly code: Code;
  readonly captured: readonly Cell[];
  readonly self: GroovyValue;
  /** The closure it was written in, whose delegate it sees too. */
  readonly owner: GroovyClosure | undefined;
}

/** Something on the way: where a `finally` continues after it has run. */
export type Completion =
  | { readonly kind: "jump"; readonly target: number; readonly depth: number }
  | { readonly kind: "return"; readonly value: GroovyValue }
  | { readonly kind: "throw"; readonly problem: Error; readonly value: GroovyValue };

export type Handler =
  | { readonly kind: "catch"; readonly target: number }
  | { readonly kind: "finally"; readonly target: number }
  /** The `finally` runs; afterwards this happens. */
  | { readonly kind: "ending"; readonly completion: Completion };

export interface Frame {
  readonly code: Code;
  pc: number;
  readonly locals: GroovyValue[];
  readonly cells: Cell[];
  readonly captured: readonly Cell[];
  readonly self: GroovyValue;
  readonly closure: GroovyClosure | undefined;
  /** How many parameters got an argument, by slot; only where some are optional. */
  readonly given: readonly boolean[] | undefined;
  readonly handlers: Handler[];
  readonly iterators: Iterator<GroovyValue>[];
  /** A function of the host that runs in steps; then `code` only resumes it. */
  readonly steps: Steps | undefined;
  /** Height of the stack below this frame. */
  readonly base: number;
}

/** What all fibers of one run share. */
export interface Run {
  readonly call: GroovyCall;
  readonly bindings: Bindings;
  readonly depth: number;
  steps: number;
  memory: number;
}

export interface Fiber {
  readonly run: Run;
  readonly stack: GroovyValue[];
  readonly frames: Frame[];
  frame: Frame;
  /** Set while it must wait. */
  waiting: Promise<GroovyValue> | undefined;
  result: GroovyValue | undefined;
}

export function pop(fiber: Fiber): GroovyValue {
  return fiber.stack.pop() ?? null;
}

export function push(fiber: Fiber, value: GroovyValue): void {
  fiber.stack.push(value);
}

/** Takes the topmost values off, in the order in which they were put on. */
export function popAll(fiber: Fiber, count: number): GroovyValue[] {
  if (count === 0) return [];
  const last = pop(fiber);
  if (count === 1) return [last];
  return count === 2 ? [pop(fiber), last] : [...fiber.stack.splice(1 - count), last];
}
