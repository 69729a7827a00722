import { streamAnswerOf } from "../../../app/test/support/stream-answer";
import { VirtualClock } from "../../../app/test/support/virtual-clock";
import { Cancellation, ChatError } from "../../../app/src/engine";
import { Metrics } from "../../../app/src/metrics";
import { createEngine } from "../../../app/src/routing";
import { loadSettings } from "../../../app/src/settings";
import { Tracing } from "../../../app/src/tracing";
import {
  type Backend,
  type BackendCall,
  type NoAnswer,
  outcomeOfError,
  type StreamAnswer,
  UpstreamError,
} from "../../../app/src/upstream";
import { outcomeOfStatus } from "../../../app/src/upstream/outcome";
import { Random } from "../../../twin/surge/events";
import type { Decision, ScriptedCall, Trace, TracedQuestion } from "./trace";

/** Plays a trace through the app's own engine, on a clock of its own and with backends that do as the trace says. */
export async function playInApp(trace: Trace): Promise<Decision[]> {
  const clock = new VirtualClock();
  const decisions: Decision[] = [];
  const note = (question: number, what: string): void => void decisions.push({ ms: clock.now(), question, what });
  const settings = loadSettings(trace.environment);
  const metrics = new Metrics({ process: false });
  const jitter = new Random(trace.seed).stream("retries");
  const backends = { gateway: new ScriptedGateway(clock, note), vllm: new ScriptedVllm(clock, note) };
  const { engine, close } = createEngine({
    settings,
    metrics,
    tracing: Tracing.off,
    gatewayKey: { value: "key", reread: () => Promise.resolve(false) },
    clock,
    random: () => jitter.uniform(),
    connect: (name, { timeoutMs }) => Object.assign(backends[name], { timeoutMs, trace }),
  });

  const ask = async (index: number, question: TracedQuestion): Promise<void> => {
    const signal = new Cancellation();
    const patience = clock.after(trace.patienceMs, () => signal.abort());
    // The size is what the app estimates the prompt's tokens from.
    const json = Buffer.from('{"messages":[]}'.padEnd(question.promptTokens * 4));
    const request = { body: { messages: [] }, json, useCase: question.useCase, requestId: String(index) };
    try {
      const { events } = await engine.stream(request, { signal });
      patience.cancel();
      for await (const event of events) expect(event.length).toBeGreaterThan(0);
      note(index, "answered");
    } catch (error) {
      patience.cancel();
      if (!(error instanceof ChatError)) throw error;
      note(index, toldAs(error));
    }
  };
  const all: Promise<void>[] = [];
  trace.questions.forEach((question, index) => clock.later(question.atMs, () => void all.push(ask(index, question))));
  for (const { fromMs, toMs } of trace.absences) {
    clock.later(fromMs, () => backends.vllm.leave());
    clock.later(toMs, () => backends.vllm.comeBack());
  }
  await clock.runUntil(trace.questions.at(-1)!.atMs + 120_000);
  await Promise.all(all);
  const overflowed = (await metrics.vllmOverflow.get()).values.reduce((sum, { value }) => sum + value, 0);
  const retries = (await metrics.retries.get()).values.reduce((sum, { value }) => sum + value, 0);
  decisions.push({ ms: Infinity, question: -1, what: `overflowed ${overflowed}, retried ${retries}` });
  await close();
  return decisions;
}

/** What the client is told, as the simulator says it. */
function toldAs({ status, retryAfterSeconds }: ChatError): string {
  if (status === 499) return "timedOut";
  return status === 429 || status === 503 ? `refused, Retry-After ${retryAfterSeconds}` : "lost";
}

type Note = (question: number, what: string) => void;

/** What both backends have in common: calls that end at a time, by a cut, or with their client. */
abstract class Scripted implements Pick<Backend, "ask" | "close"> {
  timeoutMs = Infinity;
  trace!: Trace;
  private readonly counts = new Map<number, number>();

  constructor(
    protected readonly clock: VirtualClock,
    protected readonly note: Note,
  ) {}

  abstract ask(call: BackendCall): Promise<StreamAnswer | NoAnswer>;

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected scripted(index: number, calls: readonly ScriptedCall[]): ScriptedCall {
    const count = this.counts.get(index) ?? 0;
    this.counts.set(index, count + 1);
    return calls[count % calls.length]!;
  }

  /** One call as the script says it. `onOpen` gets what cuts it, and `onOver` hears that it is over. */
  protected play(
    { signal, requestId }: BackendCall,
    script: ScriptedCall,
    onOpen: (cut: () => void) => void = () => undefined,
    onOver: () => void = () => undefined,
  ): Promise<StreamAnswer | NoAnswer> {
    const { clock, timeoutMs } = this;
    const question = this.trace.questions[Number(requestId)]!;
    return new Promise((resolve) => {
      const fail = (failure: "absent" | "broken" | "timeout" | "cancelled"): void =>
        end({ ...outcomeOfError(new UpstreamError(failure, failure)), unseen: true });
      const onAbort = (): void => fail("cancelled");
      const end = (outcome: StreamAnswer | NoAnswer): void => {
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
        if (outcome.kind !== "stream") onOver();
        resolve(outcome);
      };
      const firstMs = script.kind === "answered" ? script.firstMs : script.ms;
      const timer = clock.after(Math.min(firstMs, timeoutMs), () => {
        if (firstMs > timeoutMs) fail("timeout");
        else if (script.kind === "absent") fail("absent");
        else if (script.kind === "failed") end(outcomeOfStatus(500, {}, Buffer.alloc(0)));
        else if (script.kind === "rejected") {
          const headers = script.retryAfterMs === 0 ? {} : { "retry-after": String(script.retryAfterMs / 1_000) };
          end(outcomeOfStatus(429, headers, Buffer.alloc(0)));
        } else {
          const events = this.eventsOf(question, script.endMs - script.firstMs, onOpen, onOver);
          end(streamAnswerOf(events));
        }
      });
      onOpen(() => fail("broken"));
      signal.addEventListener("abort", onAbort);
    });
  }

  private eventsOf(
    { promptTokens, outputTokens }: TracedQuestion,
    milliseconds: number,
    onOpen: (cut: () => void) => void,
    onOver: () => void,
  ): AsyncIterableIterator<Buffer> {
    const usage = { prompt_tokens: promptTokens, completion_tokens: outputTokens };
    const whole = new Promise<void>((resolve, reject) => {
      const timer = this.clock.after(milliseconds, () => {
        onOver();
        resolve();
      });
      onOpen(() => {
        timer.cancel();
        onOver();
        reject(new UpstreamError("broken", "cut"));
      });
    });
    return (async function* () {
      yield Buffer.from('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
      await whole;
      yield Buffer.from(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
      yield Buffer.from("data: [DONE]\n\n");
    })();
  }
}

class ScriptedGateway extends Scripted {
  override ask(call: BackendCall): Promise<StreamAnswer | NoAnswer> {
    const index = Number(call.requestId);
    this.note(index, "at the gateway");
    return this.play(call, this.scripted(index, this.trace.questions[index]!.gateway));
  }
}

class ScriptedVllm extends Scripted {
  private isThere = true;
  private readonly running = new Map<BackendCall, () => void>();

  override ask(call: BackendCall): Promise<StreamAnswer | NoAnswer> {
    const index = Number(call.requestId);
    if (!this.isThere) return this.play(call, { kind: "absent", ms: 1 });
    this.note(index, "at vLLM");
    const script = this.scripted(index, this.trace.questions[index]!.vllm);
    return this.play(
      call,
      script,
      (cut) => this.running.set(call, cut),
      () => this.running.delete(call),
    );
  }

  /** Nobody listens any more, and connections break, one after the other. */
  leave(): void {
    this.isThere = false;
    for (const [call] of this.running) this.clock.later(0, () => this.running.get(call)?.());
  }

  comeBack(): void {
    this.isThere = true;
  }
}
