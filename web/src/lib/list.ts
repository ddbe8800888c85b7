/** Links that open the list of incidents behind a mark, on the page where the reader is. */
import { navigate, withQuery } from "./route.svelte.ts";

/** Address of this page with the list open. `link` is the query string that the back end gave the mark. */
export function listHref(link: string, heading: string): string {
  return withQuery({ list: link === "" ? "*" : link, of: heading });
}

export function openList(link: string, heading: string): void {
  navigate(listHref(link, heading), { keepScroll: true });
}
