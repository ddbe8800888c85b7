/** The list that an incident was opened from, so that a reader or reviewer goes on to the next without going back to it. */
class Trail {
  ids = $state.raw<string[]>([]);

  /** The incidents before and after one, and where it stands; null where it was not opened from a list. */
  around(id: string): { at: number; of: number; before: string | null; after: string | null } | null {
    const at = this.ids.indexOf(id);
    return at < 0 || this.ids.length < 2 ? null : { at: at + 1, of: this.ids.length, before: this.ids[at - 1] ?? null, after: this.ids[at + 1] ?? null };
  }
}

export const trail = new Trail();
