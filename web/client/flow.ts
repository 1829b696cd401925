import { durableAddress } from "./address.ts";
import type { Answer, Failure, NoAnswer, Success } from "./answer.ts";
import { type JourneyContext, logout, next, start } from "./journey.ts";
import { isWebAuthnAnswer } from "./special-step.ts";
import { asksTheSame, type InputValues, outputNumber, type Step } from "./step.ts";
import { prefilled, type Typed, withTyped } from "./typed.ts";

/** What a page has to show. */
export type FlowState =
  /** A request is under way; what was shown stays, but takes no input. */
  | { readonly kind: "busy" }
  | { readonly kind: "step"; readonly step: Step; readonly notice: StepNotice | undefined }
  | { readonly kind: "success"; readonly success: Success }
  | { readonly kind: "stopped"; readonly answer: Failure | NoAnswer }
  /** The server kept the page waiting for as long as the page waits. */
  | { readonly kind: "waited-long" }
  | { readonly kind: "signed-out"; readonly ended: boolean };

/** `timed-out`: the journey began again. `still-waiting`: the same question as before, asked again by polling. */
type StepNotice = "timed-out" | "still-waiting";

export interface FlowOptions {
  readonly context: JourneyContext;
  /** Told of every new state, in order. */
  readonly show: (state: FlowState) => void;
  /** Told of the transaction id of every answer, "" when it has none. */
  readonly trace: (transactionId: string) => void;
  /** Runs a task later; the function that it returns cancels that. */
  readonly schedule: (task: () => Promise<void>, milliseconds: number) => () => void;
}

/** A journey as one page lives it. While a request is under way, all calls but the first do nothing. */
export interface Flow {
  /** Begins the journey, or begins it again. */
  begin(): Promise<void>;
  /** Answers the step that is shown. */
  submit(values: InputValues): Promise<void>;
  /** Sends the last request once more, after no answer or a refusal for load. */
  retry(): Promise<void>;
  signOut(tokenId: string): Promise<void>;
}

const shortestPoll = 500;
const longestPoll = 30_000;
/** How long a page polls without a question for the person, in milliseconds. */
const pollingLimit = 10 * 60_000;

/**
 * Walks a journey: keeps the current step, answers polling steps, and starts again when the time was up. When it was up
 * at the first step, what the person entered is sent again, once; later, names and the like stand in the fields again.
 */
export function createFlow({ context: firstContext, show, trace, schedule }: FlowOptions): Flow {
  let context = firstContext;
  let current: { readonly step: Step; readonly isFirst: boolean } | undefined;
  let busy = false;
  let typed: Typed = new Map();
  let polledFor = 0;
  let cancelPoll: (() => void) | undefined;
  let lastWork: () => Promise<FlowState> = begun;

  /** Does one thing at a time: a second press of a button while the first is under way is not sent. */
  async function exclusively(work: () => Promise<FlowState>): Promise<void> {
    if (busy) return;
    busy = true;
    lastWork = work;
    cancelPoll?.();
    cancelPoll = undefined;
    show({ kind: "busy" });
    const state = await work().finally(() => {
      busy = false;
    });
    if (state.kind === "step") schedulePoll(state.step);
    // Last: a step that needs nobody is answered while it is shown.
    show(state);
  }

  function begun(): Promise<FlowState> {
    return beginWith(undefined);
  }

  async function beginWith(notice: StepNotice | undefined): Promise<FlowState> {
    current = undefined;
    polledFor = 0;
    if (notice === undefined) typed = new Map();
    const answer = await traced(start(context));
    // Not after a lost connection: what may be sent only once may not have arrived.
    if (answer.kind !== "no-answer") context = { ...context, address: durableAddress(context.address) };
    return take(answer, notice);
  }

  async function answered(step: Step, isFirst: boolean, values: InputValues): Promise<FlowState> {
    typed = withTyped(typed, step, values);
    const answer = await traced(next(context, step, values));
    if (answer.kind !== "failure" || !answer.timedOut) return take(answer, undefined);
    const again = await beginWith("timed-out");
    if (!isFirst || again.kind !== "step" || !asksTheSame(step, again.step) || isBound(step)) return again;
    return take(await traced(next(context, again.step, values)), undefined);
  }

  function take(answer: Answer, notice: StepNotice | undefined): FlowState {
    if (answer.kind === "success") return { kind: "success", success: answer };
    if (answer.kind !== "step") return { kind: "stopped", answer };
    const step = notice === "timed-out" ? prefilled(answer.step, typed) : answer.step;
    current = { step, isFirst: current === undefined };
    return { kind: "step", step, notice };
  }

  async function traced(request: Promise<Answer>): Promise<Answer> {
    const answer = await request;
    trace(answer.transactionId);
    return answer;
  }

  function schedulePoll(step: Step): void {
    const poll = step.callbacks.find(({ type }) => type === "PollingWaitCallback");
    if (poll === undefined) {
      polledFor = 0;
      return;
    }
    const wait = Math.min(Math.max(outputNumber(poll, "waitTime") ?? 0, shortestPoll), longestPoll);
    cancelPoll = schedule(() => {
      polledFor += wait;
      return exclusively(() => polled(step));
    }, wait);
  }

  async function polled(step: Step): Promise<FlowState> {
    if (polledFor > pollingLimit) {
      polledFor = 0;
      return { kind: "waited-long" };
    }
    const state = await answered(step, false, new Map());
    const isUnchanged = state.kind === "step" && question(state.step) === question(step);
    return isUnchanged ? { ...state, notice: "still-waiting" } : state;
  }

  return {
    begin: () => exclusively(begun),
    async submit(values) {
      if (current === undefined) return;
      const { step, isFirst } = current;
      await exclusively(() => answered(step, isFirst, values));
    },
    retry: () => exclusively(lastWork),
    signOut: (tokenId) => exclusively(async () => ({ kind: "signed-out", ended: await logout(context, tokenId) })),
  };
}

/** Whether the answer was to this very step: what an authenticator signed is of no use for another challenge. */
function isBound(step: Step): boolean {
  return step.callbacks.some(isWebAuthnAnswer);
}

/** A step as the person sees it: all but the `authId`, which changes every time. */
function question({ body }: Step): string {
  return JSON.stringify({ ...body, authId: "" });
}
