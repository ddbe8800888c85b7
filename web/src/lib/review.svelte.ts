/** Corrections by a reader: sent with the token that the terminal gave, kept by the ledger, never overwriting what was coded. */
import { ApiError, forget, post } from "./api.svelte.ts";
import { session } from "./session.svelte.ts";
import type { Correction } from "./types.ts";

export type Action = "confirm" | "reject" | "recode" | "merge" | "split" | "undo";
export interface Answer {
  correction: Correction;
  commit: number;
  incident: string | null;
  changed: string[];
  gone: string[];
}

class Review {
  /** What decisions are about that are on their way, first first. */
  waiting = $state.raw<string[]>([]);
  said = $state("");
  error = $state.raw<ApiError | null>(null);
  /** Decisions of this sitting that can be taken back, latest last. */
  taken = $state.raw<Correction[]>([]);
  #last: Promise<unknown> = Promise.resolve();

  /** Sends a decision after those before it: a large ledger takes seconds over each, and a reviewer need not wait. */
  send(action: Action, target: string, payload: Record<string, unknown>, why: string): Promise<Answer | null> {
    if (this.waiting.length === 0) this.error = null; // else it may be of one that was decided while others waited
    this.waiting = [...this.waiting, target];
    const turn = this.#last.then(() => this.#send(action, target, payload, why));
    this.#last = turn;
    return turn;
  }

  async #send(action: Action, target: string, payload: Record<string, unknown>, why: string): Promise<Answer | null> {
    try {
      const answer = await post<Answer>("/api/review", { action, target, why, payload }, { "X-Multipolar-Token": session.token ?? "" });
      forget();
      this.taken = action === "undo" ? this.taken.filter((one) => one.id !== target) : [...this.taken, answer.correction];
      this.said = `Kept: ${action}. The ledger is now at state ${answer.commit}.`;
      void session.load();
      return answer;
    } catch (cause) {
      this.said = "";
      this.error = cause instanceof ApiError ? cause : new ApiError(String(cause), null, null, 0);
      return null;
    } finally {
      this.waiting = this.waiting.slice(1);
    }
  }
}

export const review = new Review();

/** Whether a key was meant for the page and not for a field. */
export function forPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.target;
  return !(target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)));
}
