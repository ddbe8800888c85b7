/** The shapes of the back end's answers. Days are ISO; windows are half-open; null is unknown or too few to say. */
import type { Quad } from "./vocab.ts";

export type Day = string;
export type Status = "occurred" | "ongoing" | "planned" | "possible" | "negated" | "alleged";
/** Text in pieces that concatenate to the whole; each with the roles of the words in it. */
export type Pieces = { text: string; marks: string[] }[];

export interface Window {
  since: Day;
  until: Day;
}
export interface ActorRef {
  key: string;
  code: string;
  id: string;
  name: string;
  kind: string;
  lat: number | null;
  lon: number | null;
}
export interface Party {
  code: string;
  sector: string;
  name: string;
  id: string;
  key: string | null;
}
export interface Place {
  name: string;
  country: string | null;
  lat: number | null;
  lon: number | null;
  precision: string | null;
}
export interface Incident {
  id: string;
  title: string;
  type: string;
  mode: string | null;
  status: Status;
  quad: Quad;
  score: number;
  day: Day | null;
  start: Day | null;
  end: Day | null;
  granularity: string | null;
  time_inferred: boolean;
  place: Place | null;
  actors: Party[];
  recipients: Party[];
  first_seen: Day | null;
  last_seen: Day | null;
  n_events: number;
  n_reports: number;
  n_texts: number;
  n_outlets: number;
  n_outlet_countries: number;
  confidence: number;
  best_event: string;
  report: string;
  quote: Pieces;
}
/** A facet value; `link` is a query string without its question mark. */
export interface Count {
  value: string;
  label: string;
  count: number;
  link: string;
}
export interface Session {
  review: boolean;
  version: string;
  commit: number;
  ledger: string;
  incidents: boolean;
  system: boolean;
}
export interface Incidents {
  total: number;
  offset: number;
  limit: number;
  rows: Incident[];
  query: string;
  facets: Record<"type" | "status" | "quad" | "actor" | "country" | "outlet" | "year", Count[]> | null;
}
export interface TimelineRow {
  period: Day;
  until: Day;
  incidents: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  quads: Record<Quad, number>;
  link: string;
}
export interface Timeline {
  by: string;
  rows: TimelineRow[];
}
export interface WorldCountry {
  actor: ActorRef;
  incidents: number;
  before: number;
  there: number;
  there_before: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  score: number | null;
  low: number | null;
  high: number | null;
  score_before: number | null;
  change: number;
  link: string;
  link_there: string;
}
export interface WorldArc {
  a: ActorRef;
  b: ActorRef;
  incidents: number;
  before: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  score: number | null;
  low: number | null;
  high: number | null;
  link: string;
}
export interface WorldPoint {
  name: string;
  country: string | null;
  lat: number;
  lon: number;
  precision: string;
  incidents: number;
  score: number | null;
  link: string;
}
export interface WorldChange {
  kind: "pair" | "country";
  a: ActorRef;
  b: ActorRef | null;
  incidents: number;
  before: number;
  expected: number;
  change: number;
  score: number | null;
  score_before: number | null;
  top: Incident[];
  link: string;
  link_before: string;
}
export interface World {
  window: Window;
  before: Window;
  totals: {
    incidents: number;
    incidents_before: number;
    reports: number;
    outlets: number;
    quads: { quad: Quad; incidents: number; before: number; link: string }[];
    link: string;
  };
  countries: WorldCountry[];
  arcs: WorldArc[];
  points: WorldPoint[];
  changes: WorldChange[];
  link: string;
}
export interface SeriesRow {
  period: Day;
  until: Day;
  incidents: number;
  quads?: Record<Quad, number>;
  conflict: number;
  cooperation: number;
  balance: number | null;
  low: number | null;
  high: number | null;
  share: number | null;
  link: string;
}
export interface Evidence {
  report: string;
  event: string | null;
  day: Day | null;
  outlet: string | null;
  quote: Pieces;
}
export interface Standing {
  type: string;
  a: ActorRef;
  b: ActorRef | null;
  since: Day | null;
  until: Day | null;
  status: string | null;
  trend: string | null;
  says: string;
  n_reports: number;
  n_outlets: number | null;
  confidence: number | null;
  sources: Evidence[];
  link: string;
}
export interface Chain {
  nodes: {
    id: string;
    kind: "incident" | "relation";
    title: string;
    type: string;
    day: Day | null;
    score: number | null;
    depth: number;
    report: string | null;
  }[];
  edges: { cause: string; effect: string; reports: string[]; evidence: Evidence[] }[];
}
export interface PairChange {
  period: Day;
  measure: string;
  before: number;
  after: number;
  low: number | null;
  high: number | null;
  says: string;
  top: Incident[];
  link: string;
}
export interface Pair {
  a: ActorRef;
  b: ActorRef;
  by: string;
  window: Window;
  directed: boolean;
  total: {
    incidents: number;
    conflict: number;
    cooperation: number;
    balance: number | null;
    low: number | null;
    high: number | null;
    share: number | null;
    link: string;
  };
  series: SeriesRow[];
  changes: PairChange[];
  relations: Standing[];
  causes: Chain;
  types: Count[];
  statuses: Count[];
  latest: Incident[];
  notes: string[];
}
export interface OutlookRow {
  period: Day;
  quad: string;
  expected: number;
  low: number;
  high: number;
  low50: number | null;
  high50: number | null;
}
export interface Outlook {
  a: ActorRef;
  b: ActorRef;
  from: Day;
  model: string | null;
  shipped: boolean;
  rows: OutlookRow[];
  score: { measure: string; model: number; baseline: number; baseline_name: string; coverage: number | null }[];
  notes: string[];
}
export interface Partner {
  actor: ActorRef;
  incidents: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  low: number | null;
  high: number | null;
  link: string;
  page: string;
}
export interface ActorPage {
  actor: ActorRef;
  window: Window;
  total: {
    incidents: number;
    as_actor: number;
    as_recipient: number;
    conflict: number;
    cooperation: number;
    balance: number | null;
    link: string;
  };
  series: SeriesRow[];
  partners: Partner[];
  relations: Standing[];
  dependence: {
    on: ActorRef;
    for: string;
    direction: string;
    since: Day | null;
    until: Day | null;
    trend: string | null;
    n_reports: number;
    sources: Evidence[];
  }[];
  types: Count[];
  places: Count[];
  members: Count[];
  claims_by: Claim[];
  claims_about: Claim[];
  latest: Incident[];
  notes: string[];
}
export interface Network {
  window: Window;
  actors: {
    actor: ActorRef;
    incidents: number;
    strength: number;
    centrality: number;
    bloc: string | null;
    link: string;
  }[];
  ties: {
    a: string;
    b: string;
    weight: number;
    low: number | null;
    high: number | null;
    incidents: number;
    conflict: number;
    cooperation: number;
    link: string;
  }[];
  blocs: { id: string; name: string; members: string[] }[];
  balance: {
    triads: number;
    balanced: number;
    share: number | null;
    low: number | null;
    high: number | null;
    frustration: number | null;
  };
  span: Window;
  notes: string[];
}
export interface Blocs {
  by: string;
  periods: {
    period: Day;
    until: Day;
    blocs: { id: string; name: string; members: ActorRef[]; incidents: number; link: string }[];
  }[];
  notes: string[];
}
export interface Poles {
  by: string;
  measures: { id: string; name: string; says: string; formula: string; source: string }[];
  series: {
    period: Day;
    until: Day;
    measure: string;
    value: number | null;
    low: number | null;
    high: number | null;
    incidents: number;
    link: string;
  }[];
  sensitivity: { measure: string; setting: string; value: number | null; period: string }[];
  caveat: string;
  notes: string[];
}
export interface Telling {
  event: string;
  report: string;
  outlet: string | null;
  title: string | null;
  url: string | null;
  published: Day | null;
  copy_of: string | null;
  type: string;
  mode: string | null;
  status: Status;
  confidence: number;
  fields: Record<string, number>;
  quote: Pieces;
  actors: Party[];
  recipients: Party[];
  attribution: Party[];
  place: Place | null;
  time: { start: Day; end: Day; iso: string; inferred: boolean } | null;
}
export interface Correction {
  id: string;
  at: string;
  who: string;
  why: string;
  action: string;
  target: string;
  payload: Record<string, unknown>;
}
export interface IncidentPage {
  incident: Incident;
  states: { as_of: Day | null; status: Status; event: string; report: string; outlet: string | null; quote: Pieces }[];
  events: Telling[];
  sources: { outlet: string | null; reports: number; texts: number; first: Day | null }[];
  contradictions: { kind: string; detail: string; left: Telling; right: Telling }[];
  chain: Chain;
  corrections: Correction[];
  relations: Standing[];
}
export interface Mark {
  kind: "event" | "relation" | "claim" | "cause";
  record: string;
  role: string;
  label: string;
  reason: string;
  confidence: number | null;
  start: number;
  end: number;
  field: string;
  sentence: number;
}
export interface Passage {
  field: "title" | "text";
  sentence: number | null;
  copy_of: number | null;
  start: number;
  pieces: { text: string; marks: number[] }[];
}
export interface ReportEvent extends Telling {
  incident: string | null;
  quad: Quad;
  score: number;
  sentence: number;
}
export interface ReportPage {
  report: {
    id: string;
    title: string | null;
    published: Day | null;
    outlet: string | null;
    url: string | null;
    language: string | null;
    length: number;
    notes: string[];
    keeps_text: boolean;
  };
  passages: Passage[];
  marks: Mark[];
  events: ReportEvent[];
  relations: {
    id: string;
    type: string;
    a: Party[];
    b: Party[];
    trend: string | null;
    sentence: number;
    confidence: number;
  }[];
  claims: Claim[];
  causes: { id: string; cause: string; effect: string; cue: string | null; confidence: number }[];
  copies: { id: string; outlet: string | null; published: Day | null; title: string | null }[];
}
export interface Claim {
  id: string;
  report: string;
  outlet: string | null;
  title: string | null;
  day: Day | null;
  sentence: number;
  quote: string;
  context: Pieces;
  speakers: Party[];
  about: (Party & { stance: "+" | "-" | "0" })[];
  themes: string[];
  confidence: number;
}
export interface Claims {
  total: number;
  offset: number;
  limit: number;
  rows: Claim[];
  trend: { period: Day; until: Day; claims: number; plus: number; minus: number; neutral: number }[];
  facets: Record<"speaker" | "about" | "stance" | "theme", Count[]>;
  themes: { id: string; name: string; says: string }[];
  notes: string[];
}
export interface About {
  version: string;
  ledger: {
    name: string;
    schema: number;
    commit: number;
    keep_text: boolean;
    size: number;
    reports: number;
    texts: number;
    copies: number;
    events: number;
    incidents: number;
    relations: number;
    claims: number;
    causes: number;
    first_published: Day | null;
    last_published: Day | null;
  };
  coder: { name: string; version: string; shipped: boolean };
  accuracy: {
    measured_on: string;
    rows: {
      figure: string;
      label: string;
      precision: number | null;
      recall: number | null;
      value: number;
      low: number | null;
      high: number | null;
      support: number | null;
      agreement: number | null;
    }[];
    by_type: { type: string; value: number; support: number }[];
    calibration: { says: number; is: number; n: number | null; field: string }[];
    note: string | null;
  };
  coverage: {
    years: { year: number; reports: number; incidents: number; link: string }[];
    outlets: { outlet: string | null; reports: number; texts: number; first: Day | null; last: Day | null }[];
    regions: { region: string; incidents: number; share: number; link: string | null }[];
    countries: { actor: ActorRef; incidents: number; link: string }[];
    statuses: Count[];
    types: Count[];
  };
  runs: {
    id: string;
    coder: string;
    coder_version: string;
    started: string;
    ended: string;
    reports: number;
    recoded: number;
    events: number;
  }[];
  notes: string[];
}
export interface Multipolar {
  intro: string;
  sections: {
    id: string;
    claim: string;
    who: string;
    quotes: Claim[];
    evidence: {
      id: string;
      says: string;
      stance: "for" | "against" | "open";
      value: number | null;
      low: number | null;
      high: number | null;
      unit: string;
      series: { period: Day; until: Day; value: number | null; low: number | null; high: number | null; link: string }[];
      incidents: number;
      top: Incident[];
      link: string;
      page: string | null;
    }[];
    caveat: string;
  }[];
  notes: string[];
}
