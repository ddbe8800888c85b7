/** What the server is and whether this reader may review. */
import { get } from "./api.svelte.ts";
import type { SessionAnswer } from "./types.ts";

const TOKEN = "multipolar-token";

/** The review token comes in the address's fragment, which is never sent, and does not stay there. */
function takeToken(): string | null {
  const found = /(?:^#|&)token=([^&]+)/.exec(location.hash);
  try {
    if (found?.[1]) {
      sessionStorage.setItem(TOKEN, decodeURIComponent(found[1]));
      history.replaceState(null, "", location.pathname + location.search);
    }
    return sessionStorage.getItem(TOKEN);
  } catch {
    return found?.[1] ?? null;
  }
}

class SessionState {
  info = $state.raw<SessionAnswer | null>(null);
  token = $state<string | null>(takeToken());

  get review(): boolean {
    return this.info?.review === true && this.token !== null;
  }

  async load(): Promise<void> {
    try {
      this.info = await get<SessionAnswer>("/api/session");
    } catch {
      this.info = null; // each page says by itself what failed
    }
  }
}

export const session = new SessionState();
