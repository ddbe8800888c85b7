/** Width of an element, kept up to date: charts are drawn for the room that they have. */
export class Width {
  value = $state(0);

  /** For `{@attach width.watch}`. */
  watch = (node: Element): (() => void) => {
    this.value = node.clientWidth;
    const observer = new ResizeObserver((entries) => {
      const entry = entries[0];
      if (entry) this.value = Math.round(entry.contentRect.width);
    });
    observer.observe(node);
    return () => observer.disconnect();
  };
}
