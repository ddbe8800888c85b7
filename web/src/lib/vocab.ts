/** Words for what the codes stand for. */

export type Quad = "verbal cooperation" | "material cooperation" | "verbal conflict" | "material conflict";

export const QUADS: readonly Quad[] = [
  "material cooperation",
  "verbal cooperation",
  "verbal conflict",
  "material conflict",
];

const QUAD_OF: Record<string, Quad> = {
  AGREE: "verbal cooperation",
  CONSULT: "verbal cooperation",
  SUPPORT: "verbal cooperation",
  CONCEDE: "verbal cooperation",
  COOPERATE: "material cooperation",
  AID: "material cooperation",
  RETREAT: "material cooperation",
  REQUEST: "verbal conflict",
  ACCUSE: "verbal conflict",
  REJECT: "verbal conflict",
  THREATEN: "verbal conflict",
  PROTEST: "material conflict",
  SANCTION: "material conflict",
  MOBILIZE: "material conflict",
  COERCE: "material conflict",
  ASSAULT: "material conflict",
};

export const TYPES: readonly string[] = Object.keys(QUAD_OF);

export function quadOf(type: string): Quad | null {
  return QUAD_OF[type] ?? null;
}

/** A class name for a quad class: "vcoop", "mcoop", "vconf" or "mconf". */
export function quadClass(quad: string | null | undefined): string {
  if (!quad) return "other";
  return (quad.startsWith("verbal") ? "v" : "m") + (quad.endsWith("cooperation") ? "coop" : "conf");
}

export const TYPE_MEANING: Record<string, string> = {
  AGREE: "agrees, offers or promises to cooperate",
  CONSULT: "meets, visits, negotiates, phones",
  SUPPORT: "endorses, praises, recognises, signs an accord",
  CONCEDE: "gives way in words: apologises, eases, announces a truce",
  COOPERATE: "material exchange: trade, joint drills, shared intelligence",
  AID: "gives material help: money, arms, relief",
  RETREAT: "gives up something materially: pulls out, releases, disarms",
  REQUEST: "asks, urges, demands, orders",
  ACCUSE: "condemns, alleges, sues, investigates",
  REJECT: "refuses, vetoes, denies, calls off",
  THREATEN: "threatens or warns of harm",
  PROTEST: "demonstrates, riots, strikes, blocks",
  SANCTION: "cuts relations: sanctions, tariffs, expulsions, convictions",
  MOBILIZE: "readies or moves forces, tests a weapon",
  COERCE: "represses or compels short of violence: arrests, bans, seizes",
  ASSAULT: "attacks: bombs, fights, kills, invades, abducts",
};

export const STATUSES: readonly string[] = ["occurred", "ongoing", "planned", "possible", "alleged", "negated"];

export const STATUS_MEANING: Record<string, string> = {
  occurred: "told as having happened",
  ongoing: "under way when the report was written",
  planned: "announced, scheduled or expected",
  possible: "hypothetical, conditional or feared",
  alleged: "only asserted by a party, and contested or not vouched for",
  negated: "did not happen, was refrained from or called off",
};

export const SECTORS: Record<string, string> = {
  GOV: "executive",
  LEG: "legislature",
  JUD: "judiciary",
  MIL: "military",
  COP: "police",
  SPY: "intelligence services",
  PTY: "political party",
  OPP: "opposition",
  REB: "rebels",
  PRM: "pro-government militia",
  UAF: "unknown armed",
  CVL: "civilians and protesters",
  BUS: "business",
  JRN: "news media",
  EDU: "education",
  MED: "health",
  AGR: "agriculture",
  LAB: "labour",
  REL: "religion",
  REF: "refugees",
  CRM: "crime",
  ELI: "former officials and elites",
  SOC: "civil society",
  IGO: "intergovernmental organisation",
  NGO: "non-governmental organisation",
  UNK: "unknown",
};

/** A type with its mode, as a person would say it: "ASSAULT · drone". */
export function typeLabel(type: string, mode: string | null | undefined): string {
  return mode ? `${type} · ${mode}` : type;
}

export const RELATION_WORDS: Record<string, string> = {
  ALLIANCE: "allied",
  DEPENDENCE: "depends on",
  RIVALRY: "rivals",
  WAR: "at war",
  OCCUPATION: "occupies",
  MEMBERSHIP: "member of",
  SANCTIONS: "under sanctions of",
};
