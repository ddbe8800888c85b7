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
  busy = $state(false);
  said = $state("");
  error = $state.raw<ApiError | null>(null);
  /** Decisions of this sitting that can be taken back, latest last. */
  taken = $state.raw<Correction[]>([]);

  async send(action: Action, target: string, payload: Record<string, unknown>, why: string): Promise<Answer | null> {
    this.busy = true;
    this.error = null;
    this.said = "";
    try {
      const answer = await post<Answer>("/api/review", { action, target, why, payload }, { "X-Multipolar-Token": session.token ?? "" });
      forget();
      this.taken = action === "undo" ? this.taken.filter((one) => one.id !== target) : [...this.taken, answer.correction];
      this.said = `Kept: ${action}. The ledger is now at state ${answer.commit}.`;
      void session.load();
      return answer;
    } catch (cause) {
      this.error = cause instanceof ApiError ? cause : new ApiError(String(cause), null, null, 0);
      return null;
    } finally {
      this.busy = false;
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
