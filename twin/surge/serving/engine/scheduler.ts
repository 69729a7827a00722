/** How an engine fills its steps. */
export type SchedulerOptions =
  | {
      /** vLLM V1 and Sarathi: every running request decodes in every step, parts of prompts fill what is left of the step's tokens. */
      kind: "chunkedPrefill";
      /** Tokens of a step, decodes counted. */
      stepTokens: number;
      /** Most requests that run at a time. */
      maxRunning: number;
    }
  | {
      /** vLLM V0: a step is whole prompts or decodes, and prompts go first. */
      kind: "wholePrompts";
      /** Most tokens of a step of prompts, counted as requests times their longest prompt. */
      promptTokens: number;
      /** Most requests that run at a time. */
      maxRunning: number;
    };

/** vLLM's defaults since V1 on a data-centre GPU: 2048 tokens a step, 256 sequences. */
export const defaultScheduler: SchedulerOptions = { kind: "chunkedPrefill", stepTokens: 2048, maxRunning: 256 };
