import type { SchedulerOptions } from "../scheduler";
import type { PromptChunk, StepTimes } from "../step-times";
import type { EngineRequest } from "../vllm-replica";

interface Request extends EngineRequest {
  at: number;
  /** Tokens to compute before the next one. */
  prompt: number;
  /** Tokens that are there: computed, and the one that came last. */
  tokens: number;
  decodes: boolean;
  blocks: number;
  chunk: number;
}

interface Engine {
  steps: StepTimes;
  scheduler: SchedulerOptions;
  kvCacheTokens: number;
  watermarkShare: number;
}

/**
 * The same engine as `VllmReplica`, in the plainest way: every step by itself, every request's blocks counted. For tests, which hold the
 * fast one against it.
 */
export function stepByStep(
  { steps, scheduler, kvCacheTokens, watermarkShare }: Engine,
  load: readonly (EngineRequest & { at: number })[],
) {
  const total = Math.floor(kvCacheTokens / 16);
  let free = total;
  let now = 0;
  let restarts = 0;
  const first: number[] = [];
  const end: number[] = [];
  const coming = load.map((request): Request => ({
    ...request,
    prompt: request.promptTokens,
    tokens: 0,
    decodes: false,
    blocks: 0,
    chunk: 0,
  }));
  const waiting: Request[] = [];
  let running: Request[] = [];

  const throwOutLatest = (): Request => {
    const latest = running.pop()!;
    if (latest.decodes) latest.prompt = latest.tokens;
    free += latest.blocks;
    Object.assign(latest, { tokens: 0, decodes: false, blocks: 0, chunk: 0 });
    waiting.unshift(latest);
    restarts += 1;
    return latest;
  };
  const prepareDecodes = (): void => {
    for (const request of [...running]) {
      if (!request.decodes) continue;
      while (free < 1 && running.includes(request)) throwOutLatest();
      if (running.includes(request) && request.tokens > request.blocks * 16) {
        request.blocks += 1;
        free -= 1;
      }
    }
  };
  const admissible = (): boolean => {
    const head = waiting[0];
    if (head === undefined || running.length >= scheduler.maxRunning) return false;
    return free - Math.ceil(head.prompt / 16) >= Math.floor(total * watermarkShare);
  };
  const admit = (): Request => {
    const request = waiting.shift()!;
    request.blocks = Math.ceil(request.prompt / 16);
    free -= request.blocks;
    running.push(request);
    return request;
  };
  /** Gives whether the running requests decode in the step that it has made up. */
  const compose = (): boolean => {
    if (scheduler.kind === "wholePrompts") {
      let longest = 0;
      let count = 0;
      while (admissible()) {
        longest = Math.max(longest, waiting[0]!.prompt);
        if (count > 0 && (count + 1) * longest > scheduler.promptTokens) break;
        const request = admit();
        request.chunk = request.prompt;
        count += 1;
      }
      if (count > 0) return false;
      prepareDecodes();
      return true;
    }
    prepareDecodes();
    let left = scheduler.stepTokens - running.filter(({ decodes }) => decodes).length;
    for (const request of running.filter(({ decodes }) => !decodes)) {
      request.chunk = Math.min(left, request.prompt - request.tokens);
      left -= request.chunk;
    }
    while (left > 0 && admissible()) {
      const request = admit();
      request.chunk = Math.min(left, request.prompt);
      left -= request.chunk;
    }
    return true;
  };

  while (coming.length + waiting.length + running.length > 0) {
    if (waiting.length + running.length === 0) now = Math.max(now, coming[0]!.at);
    while (coming.length > 0 && coming[0]!.at <= now) waiting.push(coming.shift()!);
    const decode = compose();
    const decoding = decode ? running.filter(({ decodes }) => decodes) : [];
    const computing = running.filter(({ chunk }) => chunk > 0);
    const chunks = computing.map((request): PromptChunk => ({ tokens: request.chunk, before: request.tokens }));
    const context = decoding.reduce((sum, { tokens }) => sum + tokens, 0) / Math.max(1, decoding.length);
    now += chunks.length > 0 ? steps.mixed(decoding.length, context, chunks) : steps.decode(decoding.length, context);
    for (const request of decoding) request.tokens += 1;
    for (const request of computing) {
      request.tokens += request.chunk;
      request.chunk = 0;
      if (request.tokens < request.prompt) continue;
      first[request.id] ??= now;
      request.tokens += 1;
      request.decodes = true;
    }
    running = running.filter((request) => {
      if (request.tokens < request.promptTokens + request.outputTokens) return true;
      end[request.id] = now;
      free += request.blocks;
      return false;
    });
  }
  return { first, end, restarts };
}
