/** Where the reader is: the address is the whole state of a page, so that every view can be linked, kept and gone back to. */

class Route {
  path = $state(location.pathname);
  search = $state(location.search);

  /** Path without empty parts, decoded: `/pair/RUS/IGO%3AUN` is `["pair", "RUS", "IGO:UN"]`. */
  get parts(): string[] {
    return this.path
      .split("/")
      .filter((part) => part !== "")
      .map((part) => {
        try {
          return decodeURIComponent(part);
        } catch {
          return part;
        }
      });
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }

  read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }
}

export const route = new Route();

/** Goes to an address of this app. */
export function navigate(to: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const url = new URL(to, location.href);
  if (url.href === location.href) return;
  if (options.replace === true) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  route.read();
  if (options.keepScroll !== true) {
    window.scrollTo(0, 0);
    // Tell a screen reader that the page is another one.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}

/** This page with some of its query changed; null takes a key out. */
export function withQuery(changes: Record<string, string | number | null | undefined>, path?: string): string {
  const query = route.query;
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(key);
    else query.set(key, String(value));
  }
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return (path ?? route.path) + (text === "" ? "" : `?${text}`);
}

/** Changes the query of this page. */
export function setQuery(
  changes: Record<string, string | number | null | undefined>,
  options: { replace?: boolean } = {},
): void {
  navigate(withQuery(changes), { keepScroll: true, ...options });
}

/** An address made of parts, each encoded. */
export function href(...parts: (string | number)[]): string {
  return `/${parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/")}`;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const anchor = (event.target as Element | null)?.closest?.("a");
  if (!anchor || anchor.hasAttribute("download") || anchor.hasAttribute("target")) return;
  // An anchor in a drawing has no string for `href`: read the attribute, which both kinds have.
  const to = anchor.getAttribute("href");
  if (to === null) return;
  const url = new URL(to, location.href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/") || url.pathname.startsWith("/docs")) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash !== "") return;
  event.preventDefault();
  navigate(url.href, { keepScroll: anchor.hasAttribute("data-keep-scroll") });
}

export function startRouter(): void {
  window.addEventListener("popstate", () => route.read());
  document.addEventListener("click", onClick);
}
