import { type Completion, type Fiber, type Frame, push } from "./fiber.ts";

/** Leaves `try` statements on the way to where a completion goes; false when the frame has nothing (more) to do for it. */
export function unwind(frame: Frame, completion: Completion, fiber: Fiber): boolean {
  const depth = completion.kind === "jump" ? completion.depth : 0;
  while (frame.handlers.length > depth) {
    const handler = frame.handlers.pop();
    if (handler?.kind === "finally") {
      fiber.stack.length = frame.base;
      frame.handlers.push({ kind: "ending", completion });
      frame.pc = handler.target;
      return true;
    }
    if (handler?.kind === "catch" && completion.kind === "throw") {
      fiber.stack.length = frame.base;
      push(fiber, completion.value);
      frame.pc = handler.target;
      return true;
    }
  }
  if (completion.kind === "jump") frame.pc = completion.target;
  return completion.kind === "jump";
}
