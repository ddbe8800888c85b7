/** Colours of values. Classes rather than a ramp: a reader can tell seven steps apart, and name them from the legend. */

export interface Step {
  /** Lower end of the class, inclusive; the first has none. */
  from: number;
  className: string;
  label: string;
}

/** Mean PLOVER score, -10 conflict to +10 cooperation. */
export const TONE: readonly Step[] = [
  { from: -Infinity, className: "tone-3", label: "below −6" },
  { from: -6, className: "tone-2", label: "−6 to −4" },
  { from: -4, className: "tone-1", label: "−4 to −1" },
  { from: -1, className: "tone0", label: "−1 to 1" },
  { from: 1, className: "tone1", label: "1 to 3" },
  { from: 3, className: "tone2", label: "3 to 5" },
  { from: 5, className: "tone3", label: "above 5" },
];

/** Change in standard errors of a difference between two counts. */
export const CHANGE: readonly Step[] = [
  { from: -Infinity, className: "chg-3", label: "far fewer (below −4)" },
  { from: -4, className: "chg-2", label: "fewer (−4 to −2)" },
  { from: -2, className: "chg0", label: "within chance (−2 to 2)" },
  { from: 2, className: "chg2", label: "more (2 to 4)" },
  { from: 4, className: "chg3", label: "far more (above 4)" },
];

/** Number of incidents. */
export const AMOUNT: readonly Step[] = [
  { from: 0, className: "amt1", label: "1–4" },
  { from: 5, className: "amt2", label: "5–19" },
  { from: 20, className: "amt3", label: "20–99" },
  { from: 100, className: "amt4", label: "100–499" },
  { from: 500, className: "amt5", label: "500 and more" },
];

export function step(steps: readonly Step[], value: number): Step {
  let found = steps[0] as Step;
  for (const one of steps) if (value >= one.from) found = one;
  return found;
}

/** "conf", "coop" or "even", by the sign of a score. */
export function side(score: number | null): "conf" | "coop" | "even" {
  if (score === null || Math.abs(score) < 0.5) return "even";
  return score < 0 ? "conf" : "coop";
}
