import { loadSettings } from "../../../app/src/settings";
import { EventQueue, Random } from "../../../twin/surge/events";
import type { Backends } from "../../../twin/surge/serving/calls";
import type { GatewayCall } from "../../../twin/surge/serving/gateway";
import type { BackendName, ServingOptions } from "../../../twin/surge/serving/options";
import { QuestionFlow } from "../../../twin/surge/serving/question-flow";
import { servingOptions } from "../../../twin/surge/serving/testing/options";
import { Totals } from "../../../twin/surge/serving/totals";
import { appBounds } from "../app-bounds";
import type { Decision, ScriptedCall, Trace, TracedQuestion } from "./trace";

const firstPromptTokens = 100;

/** Plays a trace through a pod of the simulator, before backends that do as the trace says. */
export function playInSimulator(trace: Trace): Decision[] {
  const queue = new EventQueue();
  const decisions: Decision[] = [];
  const note = (question: number, what: string): void => void decisions.push({ ms: queue.now * 1_000, question, what });
  const counts = new Map<string, number>();
  const scripted = (backend: BackendName, question: TracedQuestion): ScriptedCall => {
    const key = `${backend} ${question.promptTokens}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return question[backend][count % question[backend].length]!;
  };
  const indexOf = (slot: number): number => flow.questions.promptTokens[slot]! - firstPromptTokens;

  const running = new Set<number>();
  let isThere = true;
  const vllmEvent = (happen: (slot: number) => void) =>
    queue.register((slot, call) => {
      if (running.has(slot) && callNumbers.get(slot) === call) happen(slot);
    });
  const callNumbers = new Map<number, number>();
  let callNumber = 0;
  const firstToken = vllmEvent((slot) => flow.calls.onFirstToken(slot));
  const done = vllmEvent((slot) => {
    running.delete(slot);
    flow.calls.onDone(slot);
  });
  const backends: Backends = {
    gateway: {
      call(promptTokens): GatewayCall {
        const index = promptTokens - firstPromptTokens;
        note(index, "at the gateway");
        const call = scripted("gateway", trace.questions[index]!);
        if (call.kind === "answered") {
          return { ...call, firstSeconds: call.firstMs / 1_000, endSeconds: call.endMs / 1_000, retryAfterSeconds: 0 };
        }
        const retryAfterSeconds = call.kind === "rejected" ? call.retryAfterMs / 1_000 : 0;
        if (call.kind === "absent") throw new Error("the gateway is always there");
        return { kind: call.kind, firstSeconds: call.ms / 1_000, endSeconds: call.ms / 1_000, retryAfterSeconds };
      },
    },
    vllm: {
      get readyCount() {
        return isThere ? 1 : 0;
      },
      submit(slot) {
        note(indexOf(slot), "at vLLM");
        const call = scripted("vllm", trace.questions[indexOf(slot)]!) as ScriptedCall & { kind: "answered" };
        running.add(slot);
        callNumbers.set(slot, ++callNumber);
        queue.schedule(queue.now + call.firstMs / 1_000, firstToken, slot, callNumber);
        queue.schedule(queue.now + call.endMs / 1_000, done, slot, callNumber);
        return 0;
      },
      cancel: (_replica, slot) => void running.delete(slot),
      kill() {
        const lost = [...running];
        running.clear();
        return lost;
      },
    },
  };

  const totals = new Totals();
  const flow = new QuestionFlow(queue, new Random(trace.seed), optionsOf(trace), [], totals, backends, {
    onAnswered(slot) {
      note(indexOf(slot), "answered");
      flow.questions.remove(slot);
    },
    onFailed(slot, failure, retryAfterSeconds) {
      note(indexOf(slot), failure === "refused" ? `refused, Retry-After ${retryAfterSeconds}` : failure);
      flow.questions.remove(slot);
    },
    // The app notices a client that goes.
    onAbandoned: () => undefined,
  });
  const pod = flow.addPod();
  const useCases = ["simple_qa", "complex_reasoning", "general"];
  const arrives = queue.register((index) => {
    const { promptTokens, outputTokens, useCase } = trace.questions[index]!;
    flow.begin(flow.questions.add(queue.now, promptTokens, outputTokens, useCases.indexOf(useCase)), pod);
  });
  const leaves = queue.register(() => {
    isThere = false;
    flow.calls.endReplica(0);
  });
  const comesBack = queue.register(() => (isThere = true));
  trace.questions.forEach(({ atMs }, index) => queue.schedule(atMs / 1_000, arrives, index));
  for (const { fromMs, toMs } of trace.absences) {
    queue.schedule(fromMs / 1_000, leaves);
    queue.schedule(toMs / 1_000, comesBack);
  }
  queue.runAll();
  decisions.push({ ms: Infinity, question: -1, what: `overflowed ${totals.overflowed}, retried ${totals.appRetries}` });
  return decisions;
}

/** The options of a pod with these settings, as the model of a Plan has them. */
function optionsOf({ environment, patienceMs }: Trace): ServingOptions {
  const settings = loadSettings(environment);
  const { simple_qa, complex_reasoning, general } = settings.routes.useCases;
  const options = servingOptions();
  options.clients.patienceSeconds = patienceMs / 1_000;
  return {
    ...options,
    routes: [simple_qa, complex_reasoning, general].map((entries) => ({ share: 1 / 3, entries: entries! })),
    app: {
      ...appBounds(settings),
      fixedPlaces: false,
      noticesGoneClients: true,
      // The app's thread is as fast as the clock that stands still while it works.
      cpuSecondsPerQuestion: 0,
    },
  };
}
