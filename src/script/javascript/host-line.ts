import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { HostLine } from "./sandbox.ts";

/** A call from a worker to the host's thread. The worker stands still until the host has answered. */
export interface HostCallMessage {
  readonly kind: "call";
  readonly id: number;
  readonly method: string;
  readonly args: string;
}

export interface HostAnswer {
  readonly id: number;
  readonly text: string;
}

/** The worker's end of the line: answers come through the port; the flag says that one is there. */
export interface LineEnd {
  readonly flag: SharedArrayBuffer;
  readonly answers: MessagePort;
}

const noAnswer = JSON.stringify({ failure: { code: "host-limit", message: "the host did not answer in time" } });

/** @param waitMs longer than the host ever takes; it answers late calls itself */
export function hostLine(post: (call: HostCallMessage) => void, end: LineEnd, waitMs: number): HostLine {
  const flag = new Int32Array(end.flag);
  let calls = 0;
  const answerTo = (id: number): string | undefined => {
    for (;;) {
      const received: { message: HostAnswer } | undefined = receiveMessageOnPort(end.answers);
      if (received === undefined) return undefined;
      if (received.message.id === id) return received.message.text;
    }
  };
  return (method, args) => {
    calls += 1;
    Atomics.store(flag, 0, 0);
    post({ kind: "call", id: calls, method, args });
    Atomics.wait(flag, 0, 0, waitMs);
    return answerTo(calls) ?? noAnswer;
  };
}

/** The host's end: wakes the worker with an answer. */
export function answerLine(answers: MessagePort, flag: SharedArrayBuffer, answer: HostAnswer): void {
  answers.postMessage(answer);
  const view = new Int32Array(flag);
  Atomics.store(view, 0, 1);
  Atomics.notify(view, 0);
}
