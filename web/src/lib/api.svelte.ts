/** Asking the back end. Answers are kept for a while: going back to a page shows it at once. */

import { untrack } from "svelte";

export class ApiError extends Error {
  constructor(
    readonly what: string,
    readonly where: string | null,
    readonly mend: string | null,
    readonly status: number,
  ) {
    super(what);
  }
}

/** How many answers the page waits for: what `aria-busy` says. */
export const waiting = $state({ count: 0 });

/** Counts without reading in the caller's effect, which would else run anew with every answer. */
function wait(by: 1 | -1): void {
  untrack(() => {
    waiting.count += by;
  });
}

const KEPT = 60;
const kept = new Map<string, unknown>();

/** Forgets all answers: after a correction they no longer hold. */
export function forget(): void {
  kept.clear();
}

async function failure(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { error?: { what?: string; where?: string; mend?: string } };
    if (body.error?.what) {
      return new ApiError(body.error.what, body.error.where ?? null, body.error.mend ?? null, response.status);
    }
  } catch {
    // no JSON: say what the status says
  }
  return new ApiError(
    `the server answered ${response.status} ${response.statusText}`.trim(),
    new URL(response.url).pathname,
    "reload the page; if it comes again, the terminal that runs `multipolar serve` says more",
    response.status,
  );
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  if (kept.has(url)) {
    const value = kept.get(url) as T;
    kept.delete(url);
    kept.set(url, value);
    return value;
  }
  let response: Response;
  try {
    response = await fetch(url, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("the server cannot be reached", null, "start it again with `multipolar serve`, then reload", 0);
  }
  if (!response.ok) throw await failure(response);
  const value = (await response.json()) as T;
  kept.set(url, value);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return value;
}

export async function post<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw new ApiError("the server cannot be reached", null, "start it again with `multipolar serve`, then reload", 0);
  }
  if (!response.ok) throw await failure(response);
  return (await response.json()) as T;
}

/** An address under /api with a query; empty values are left out, lists are repeated keys. */
export function api(
  path: string,
  query: Record<string, string | number | boolean | null | undefined | readonly string[]> = {},
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value as readonly string[]) search.append(key, one);
    else if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `/api/${path}${text === "" ? "" : `?${text}`}`;
}

/** The same address as CSV. */
export function csv(url: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}format=csv`;
}

/** What an address answers, kept up to date as the address changes. Old data stays, marked stale, until new comes. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  #again = $state(0);

  constructor(url: () => string | null) {
    $effect(() => {
      const at = url();
      void this.#again;
      if (at === null) {
        this.data = null;
        this.loading = false;
        return;
      }
      const controller = new AbortController();
      this.loading = true;
      wait(1);
      get<T>(at, controller.signal).then(
        (value) => {
          if (controller.signal.aborted) return;
          this.data = value;
          this.error = null;
          this.loading = false;
        },
        (cause: unknown) => {
          if (controller.signal.aborted) return;
          this.error = cause instanceof ApiError ? cause : new ApiError(String(cause), at, null, 0);
          this.data = null;
          this.loading = false;
        },
      ).finally(() => wait(-1));
      return () => controller.abort();
    });
  }

  reload(): void {
    forget();
    this.#again += 1;
  }
}
