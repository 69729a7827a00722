import { make } from "../dom";
import type { Run } from "./runs";
import type { Found, Wanted } from "./worker";

/** Address of the worker's script: the build sets it. */
declare const highlighterAddress: string;

/** Longest code, in characters, that is coloured. */
const longest = 50_000;

/** Time that one piece of code may take, in milliseconds: a grammar's regular expressions may take for ever on what nobody foresaw. */
const patienceMs = 5_000;

/**
 * Colours code. A worker finds the runs, so that the page never waits for it, and it is fetched when the first code is there. The text itself stays what it
 * is: only elements around it are made here.
 */
class Highlighter {
  private worker: Worker | undefined;
  private broken = false;
  private readonly waiting: { code: HTMLElement; text: string; language: string }[] = [];
  private running: { code: HTMLElement; text: string } | undefined;
  private id = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  add(code: HTMLElement, language: string): void {
    const text = code.textContent ?? "";
    if (this.broken || text.length > longest) return;
    this.waiting.push({ code, text, language });
    this.next();
  }

  private next(): void {
    if (this.running !== undefined) return;
    const next = this.waiting.shift();
    if (next === undefined) return;
    const worker = this.start();
    if (worker === undefined) return;
    this.running = next;
    this.id += 1;
    worker.postMessage({ id: this.id, code: next.text, language: next.language } satisfies Wanted);
    this.timer = setTimeout(() => this.giveUp(), patienceMs);
  }

  private start(): Worker | undefined {
    if (this.worker !== undefined) return this.worker;
    try {
      const worker = new Worker(trusted(highlighterAddress));
      worker.addEventListener("message", ({ data }: MessageEvent<Found>) => this.found(data));
      // It cannot be had: what follows is not asked of it either.
      worker.addEventListener("error", () => this.stop());
      return (this.worker = worker);
    } catch {
      this.stop();
      return undefined;
    }
  }

  private found({ id, runs }: Found): void {
    if (id !== this.id || this.running === undefined) return;
    const { code, text } = this.running;
    if (runs !== undefined && code.textContent === text) paint(code, text, runs);
    this.done();
  }

  /** This piece of code keeps one colour; the next one gets another worker. */
  private giveUp(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.done();
  }

  private stop(): void {
    this.broken = true;
    this.waiting.length = 0;
    this.giveUp();
  }

  private done(): void {
    clearTimeout(this.timer);
    this.running = undefined;
    this.next();
  }
}

function paint(code: HTMLElement, text: string, runs: readonly Run[]): void {
  let at = 0;
  const pieces = runs.map(([length, kind]) => {
    const piece = text.slice(at, (at += length));
    return kind === undefined ? piece : make("span", { class: `is-${kind}` }, piece);
  });
  code.replaceChildren(...pieces);
}

/** Trusted Types, which TypeScript's library does not have. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(input: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** The page's policy (CSP) takes no address of a script but what this rule makes, and it makes one. */
function trusted(address: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("highlighter", { createScriptURL: () => address });
  return policy?.createScriptURL("") ?? address;
}

const highlighter = new Highlighter();

/** Colours a piece of code that is complete, a moment later. What is unknown or too long keeps one colour. */
export const highlight = (code: HTMLElement, language: string): void => highlighter.add(code, language);
