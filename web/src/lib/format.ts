/** How numbers and days are written, one way everywhere. */

const integers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : integers.format(value);
}

export function short(value: number): string {
  return Math.abs(value) < 10_000 ? integers.format(value) : compact.format(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${integers.format(value)} ${value === 1 ? one : many}`;
}

/** A number with so many digits after the point, with a true minus. */
export function fixed(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** The same with its sign always shown. */
export function signed(value: number | null | undefined, digits = 1): string {
  const text = fixed(value, digits);
  return typeof value === "number" && value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

export function percent(value: number | null | undefined, digits = 0): string {
  return value === null || value === undefined ? "–" : `${fixed(value * 100, digits)}%`;
}

/** An interval, its ends joined by "to" so that no minus is mistaken for a dash. */
export function interval(low: number | null | undefined, high: number | null | undefined, digits = 1): string {
  return low === null || low === undefined || high === null || high === undefined
    ? "–"
    : `${fixed(low, digits)} to ${fixed(high, digits)}`;
}

/** A probability; never a certainty that the coder does not have. */
export function sure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return value >= 0.995 ? "> 0.99" : value.toFixed(2);
}

/** Days as "8 May 2025". Takes an ISO day, a month or a year. */
export function day(iso: string | null | undefined): string {
  if (iso === null || iso === undefined || iso === "") return "undated";
  const [year, month, date] = iso.slice(0, 10).split("-");
  if (month === undefined) return year ?? "";
  const name = MONTHS[Number(month) - 1] ?? month;
  return date === undefined ? `${name} ${year}` : `${Number(date)} ${name} ${year}`;
}

/** From one day to another, without saying twice what both share. */
export function days(start: string | null | undefined, end: string | null | undefined): string {
  if (!start) return end ? `until ${day(end)}` : "undated";
  if (!end || start.slice(0, 10) === end.slice(0, 10)) return day(start);
  if (isWhole(start, end, "year")) return start.slice(0, 4);
  if (isWhole(start, end, "month")) return day(start.slice(0, 7));
  const [a, b] = [day(start), day(end)];
  if (start.slice(0, 7) === end.slice(0, 7)) return `${Number(start.slice(8, 10))}–${b}`;
  return start.slice(0, 4) === end.slice(0, 4) ? `${a.slice(0, -5)} – ${b}` : `${a} – ${b}`;
}

function isWhole(start: string, end: string, unit: "year" | "month"): boolean {
  if (unit === "year") return start.slice(0, 4) === end.slice(0, 4) && start.endsWith("-01-01") && end.endsWith("-12-31");
  return start.slice(0, 7) === end.slice(0, 7) && start.endsWith("-01") && addDays(end, 1).endsWith("-01");
}

/** A period of a series as people name it. */
export function period(iso: string, by: string): string {
  const text = iso.slice(0, 10);
  if (by === "year") return text.slice(0, 4);
  if (by === "quarter") return `Q${Math.floor((Number(text.slice(5, 7)) - 1) / 3) + 1} ${text.slice(0, 4)}`;
  if (by === "month") return day(text.slice(0, 7));
  if (by === "week") return `week of ${day(text)}`;
  return day(text);
}

export function toDate(iso: string): Date {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year ?? 1970, (month ?? 1) - 1, date ?? 1));
}

export function toIso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function addDays(iso: string, by: number): string {
  const date = toDate(iso);
  date.setUTCDate(date.getUTCDate() + by);
  return toIso(date);
}

/** So many months on, on the same day or the month's last. */
export function addMonths(iso: string, by: number): string {
  const date = toDate(iso);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + by);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return toIso(date);
}

/** A half-open window of days as people say it. */
export function windowText(since: string, until: string): string {
  return days(since, addDays(until, -1));
}

export function daysBetween(a: string, b: string): number {
  return Math.round((toDate(b).getTime() - toDate(a).getTime()) / 86_400_000);
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
