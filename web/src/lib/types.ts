/**
 * The shapes of the back end's answers, as its OpenAPI description has them (/api/openapi.json). Days are ISO; windows
 * are half-open; null is unknown, or too few incidents to say. A `link` is a query string for the incidents behind a
 * figure.
 */
import type { Quad } from "./vocab.ts";

export type Status = "occurred" | "ongoing" | "planned" | "possible" | "negated" | "alleged";
/** Text in pieces that concatenate to the whole; each with the roles of the words in it. */
export type Pieces = Piece[];
/** What the numbers stand on. */
export interface AboutAnswer {
  version: string;
  ledger: LedgerFacts;
  coder: CoderFacts;
  accuracy: Accuracy;
  coverage: Coverage;
  runs: RunRow[];
  notes: string[];
}
/** How good the coder is, as measured, and on what. */
export interface Accuracy {
  version: string | null;
  measured_on: string | null;
  rows: AccuracyRow[];
  by_type: TypeAccuracy[];
  calibration: CalibrationPoint[];
  note: string | null;
}
/** How good the coder is at one thing; ``agreement`` is that of two annotators. */
export interface AccuracyRow {
  figure: string;
  label: string;
  precision: number | null;
  recall: number | null;
  value: number;
  low: number | null;
  high: number | null;
  support: number | null;
  agreement: number | null;
}
/** An actor with everybody. */
export interface ActorAnswer {
  actor: ActorRef;
  window: Window;
  total: ActorTotal;
  series: PeriodFigure[];
  partners: TieFigure[];
  relations: Standing[];
  dependence: LeanFigure[];
  types: Count[];
  places: Count[];
  members: Count[];
  claims_by: Claim[];
  claims_about: Claim[];
  latest: Incident[];
  notes: string[];
}
/** Somebody whose page can be opened: ``key`` goes into addresses and filters. */
export interface ActorRef {
  key: string;
  code: string;
  id: string;
  name: string;
  kind: "state" | "igo" | "ngo" | "armed group" | "company" | "bloc" | "person" | "other";
  lat: number | null;
  lon: number | null;
}
/** A suggestion. */
export interface ActorRow {
  actor: ActorRef;
  incidents: number;
}
/** All of an actor's incidents. */
export interface ActorTotal {
  incidents: number;
  as_actor: number;
  as_recipient: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  link: string;
}
/** Suggestions for what somebody typed. */
export interface ActorsAnswer {
  rows: ActorRow[];
}
/** A pair of states in a window. */
export interface ArcFigure {
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
  change: number | null;
  link: string;
}
/** An actor's bloc in a period. */
export interface BlocMember {
  period: string;
  bloc: string;
  bloc_name: string;
  actor: ActorRef;
}
/** The blocs of a period. */
export interface BlocPeriod {
  period: string;
  until: string;
  incidents: number;
  modularity: number | null;
  expected: number | null;
  p_value: number | null;
  enough: boolean;
  note: string;
  blocs: PeriodBloc[];
  link: string;
}
/** A bloc through time. */
export interface BlocTrack {
  id: string;
  name: string;
  first: string;
  last: string;
  periods: number;
  core: ActorRef[];
}
/** Blocs through time; ``members`` is the same as rows. */
export interface BlocsAnswer {
  by: string;
  periods: BlocPeriod[];
  tracks: BlocTrack[];
  members: BlocMember[];
  notes: string[];
}
/** Which probability the weights' calibration gives to a raw score of a field. */
export interface CalibrationPoint {
  field: string;
  raw: number;
  calibrated: number;
}
/** Causes and effects, as reports state them. */
export interface Chain {
  nodes: ChainNode[];
  edges: ChainEdge[];
}
/** What reports say led to what. */
export interface ChainEdge {
  cause: string;
  effect: string;
  reports: string[];
  evidence: Evidence[];
}
/** An incident or standing relation in a chain of causes; causes have a negative depth, effects a positive one. */
export interface ChainNode {
  id: string;
  kind: "incident" | "relation";
  title: string;
  type: string;
  day: string | null;
  score: number | null;
  depth: number;
  report: string | null;
}
/** What changed most. */
export interface ChangeFigure {
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
/** When what two actors do to each other changed, and by which incidents. */
export interface ChangePoint {
  period: string;
  first: string;
  last: string;
  measure: string;
  quad: Quad;
  before: number;
  after: number;
  ratio: number | null;
  says: string;
  top: Incident[];
  link: string;
}
/** A judgement or frame that named speakers put forward; ``context`` is its sentence, marked. */
export interface Claim {
  id: string;
  report: string;
  outlet: string | null;
  title: string | null;
  day: string | null;
  sentence: number;
  quote: string;
  context: Piece[];
  speakers: Party[];
  about: ClaimObject[];
  themes: string[];
  confidence: number;
}
/** Claims by value; here a link is a query for the claims. */
export interface ClaimFacets {
  speaker: Count[];
  about: Count[];
  stance: Count[];
  theme: Count[];
}
/** Whom a claim is about, and how the speaker stands to them. */
export interface ClaimObject {
  code: string;
  sector: string;
  name: string;
  id: string;
  key: string | null;
  stance: "+" | "-" | "0";
}
/** A claim, who makes it, and the evidence. */
export interface ClaimSection {
  id: string;
  claim: string;
  who: string;
  question: string;
  quotes: Claim[];
  evidence: EvidenceSeries[];
  caveat: string;
}
/** Claims of a year. */
export interface ClaimTrend {
  period: string;
  until: string;
  claims: number;
  plus: number;
  minus: number;
  neutral: number;
  link: string;
}
/** A page of claims. */
export interface ClaimsAnswer {
  total: number;
  offset: number;
  limit: number;
  rows: Claim[];
  trend: ClaimTrend[];
  facets: ClaimFacets;
  notes: string[];
}
/** What coded the ledger last, and whether those are the weights that come with this version. */
export interface CoderFacts {
  name: string | null;
  version: string | null;
  shipped: boolean | null;
  shipped_version: string | null;
}
/** Two events that cannot both be right. */
export interface ContradictionRow {
  kind: string;
  detail: string;
  left: Telling | null;
  right: Telling | null;
}
/** A report with nearly the same text. */
export interface CopyRow {
  id: string;
  outlet: string | null;
  published: string | null;
  title: string | null;
}
/** What a reviewer decided. */
export interface Correction {
  id: string;
  at: string;
  who: string;
  why: string;
  action: string;
  target: string;
  payload: Record<string, unknown>;
}
/** What reviewers decided. */
export interface CorrectionsAnswer {
  rows: Correction[];
}
/** A value, how many rows have it, and the query that finds them. */
export interface Count {
  value: string;
  label: string;
  count: number;
  link: string;
}
/** A country in a window. */
export interface CountryFigure {
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
  change: number | null;
  link: string;
  link_there: string;
}
/** Incidents that took place in a country. */
export interface CountryRow {
  actor: ActorRef;
  incidents: number;
  link: string;
}
/** A state or territory and a point in it. */
export interface CountryWord {
  value: string;
  label: string;
  lat: number | null;
  lon: number | null;
}
/** What the ledger covers, and so what it is silent about. */
export interface Coverage {
  years: YearRow[];
  outlets: OutletRow[];
  regions: RegionRow[];
  countries: CountryRow[];
  statuses: Count[];
  types: Count[];
}
/** An answer that is an error. */
export interface ErrorBody {
  error: Failure;
}
/** A sentence that something stands on. */
export interface Evidence {
  report: string;
  event: string | null;
  day: string | null;
  outlet: string | null;
  quote: Piece[];
}
/** A value in a period. */
export interface EvidencePoint {
  period: string;
  until: string;
  value: number | null;
  low: number | null;
  high: number | null;
  incidents: number;
  link: string;
}
/** A point of a section's evidence, for a table. */
export interface EvidenceRow {
  section: string;
  evidence: string;
  period: string;
  value: number | null;
  low: number | null;
  high: number | null;
  incidents: number;
  link: string;
}
/** A series that speaks for or against a claim, or leaves it open. */
export interface EvidenceSeries {
  id: string;
  title: string;
  says: string;
  stance: "for" | "against" | "open";
  why: string;
  unit: string;
  first: EvidencePoint | null;
  last: EvidencePoint | null;
  series: EvidencePoint[];
  incidents: number;
  top: Incident[];
  link: string;
  page: string | null;
}
/** Counts of the other filters' incidents by value. */
export interface Facets {
  type: Count[];
  mode: Count[];
  status: Count[];
  quad: Count[];
  actor: Count[];
  country: Count[];
  outlet: Count[];
  year: Count[];
}
/** What went wrong. */
export interface Failure {
  what: string;
  where: string | null;
  mend: string | null;
}
/** One happening, as lists show it. */
export interface Incident {
  id: string;
  title: string;
  type: string;
  mode: string | null;
  status: Status;
  quad: Quad;
  score: number;
  day: string | null;
  start: string | null;
  end: string | null;
  granularity: string | null;
  time_inferred: boolean;
  place: Place | null;
  actors: Party[];
  recipients: Party[];
  first_seen: string | null;
  last_seen: string | null;
  n_events: number;
  n_reports: number;
  n_texts: number;
  n_outlets: number;
  n_outlet_countries: number;
  confidence: number;
  best_event: string;
  report: string;
  quote: Piece[];
}
/** An incident and all that it stands on. */
export interface IncidentAnswer {
  incident: Incident;
  states: StateRow[];
  events: Telling[];
  sources: SourceRow[];
  contradictions: ContradictionRow[];
  chain: Chain;
  corrections: Correction[];
}
/** A page of incidents. */
export interface IncidentsAnswer {
  total: number;
  offset: number;
  limit: number;
  query: string;
  rows: Incident[];
  facets: Facets | null;
}
/** Who leans on whom, and for what. */
export interface LeanFigure {
  on: ActorRef;
  theme: string;
  direction: "leans on" | "is leaned on by";
  lean: number | null;
  low: number | null;
  high: number | null;
  one_sided: number | null;
  trend: string | null;
  first: string | null;
  last: string | null;
  incidents: number;
  pledged: number;
  stated: number;
  link: string;
}
/** What the ledger holds. */
export interface LedgerFacts {
  name: string;
  schema: number;
  commit: number;
  keep_text: boolean;
  size: number;
  reports: number;
  texts: number;
  copies: number;
  sentences: number;
  events: number;
  incidents: number;
  relations: number;
  claims: number;
  causes: number;
  corrections: number;
  first_published: string | null;
  last_published: string | null;
}
/** What the ledger says about a multipolar world; ``points`` is the same as rows. */
export interface MultipolarAnswer {
  intro: string;
  sections: ClaimSection[];
  points: EvidenceRow[];
  notes: string[];
}
/** A node of the network. */
export interface NetworkActor {
  actor: ActorRef;
  incidents: number;
  strength: number;
  share: number | null;
  centrality: number | null;
  bloc: string | null;
  core: number | null;
  support: number | null;
  link: string;
}
/** The network of a window. */
export interface NetworkAnswer {
  window: Window;
  span: Window | null;
  actors: NetworkActor[];
  ties: NetworkTie[];
  blocs: NetworkBloc[];
  balance: NetworkMeasure[];
  link: string;
  notes: string[];
}
/** A community of the network; its core stands first. */
export interface NetworkBloc {
  id: string;
  name: string;
  members: string[];
  share: number | null;
  cohesion: number | null;
  inner_conflict: number | null;
  support: number | null;
}
/** A figure of the whole network, and what chance would give. */
export interface NetworkMeasure {
  measure: string;
  value: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  p_value: number | null;
  says: string;
}
/** A tie of the network; ``a`` and ``b`` are keys of its actors. */
export interface NetworkTie {
  a: string;
  b: string;
  weight: number;
  alignment: number | null;
  low: number | null;
  high: number | null;
  incidents: number;
  positive: number;
  negative: number;
  same_bloc: boolean | null;
  link: string;
}
/** Reports of an outlet. */
export interface OutletRow {
  outlet: string | null;
  reports: number;
  texts: number;
  first: string | null;
  last: string | null;
  link: string | null;
}
/** The months to come for a pair. */
export interface OutlookAnswer {
  a: ActorRef;
  b: ActorRef;
  as_of: string;
  enough: boolean;
  shipped: boolean;
  rows: OutlookRow[];
  history: OutlookMonth[];
  score: OutlookScore[];
  notes: string[];
}
/** What a month brought. */
export interface OutlookMonth {
  quad: string;
  period: string;
  incidents: number;
  link: string;
}
/** What a month may bring. */
export interface OutlookRow {
  quad: string;
  period: string;
  horizon: number;
  expected: number;
  median: number;
  low: number;
  high: number;
  low50: number;
  high50: number;
  low80: number;
  high80: number;
  usual: number | null;
  more: number | null;
  model: string;
  beats: boolean;
}
/** How a model did in the check against the best plain baseline; lower scores are better. */
export interface OutlookScore {
  quad: string;
  horizon: number;
  model: string;
  score: number | null;
  baseline: string;
  baseline_score: number | null;
  skill: number | null;
  low: number | null;
  high: number | null;
  beats: boolean;
  coverage: number | null;
  origins: number;
}
/** Two actors through time. */
export interface PairAnswer {
  a: ActorRef;
  b: ActorRef;
  by: string;
  window: Window;
  directed: boolean;
  total: PairTotal;
  series: PeriodFigure[];
  changes: ChangePoint[];
  relations: Standing[];
  causes: Chain;
  types: Count[];
  statuses: Count[];
  latest: Incident[];
  notes: string[];
}
/** All of a pair's incidents in the window. */
export interface PairTotal {
  incidents: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  low: number | null;
  high: number | null;
  share: number | null;
  link: string;
}
/** A side as coded; ``key`` is null for one whom nothing identifies. */
export interface Party {
  code: string;
  sector: string;
  name: string;
  id: string;
  key: string | null;
}
/** A sentence, or what stands between two; ``start`` counts code points. */
export interface Passage {
  field: "title" | "text";
  sentence: number | null;
  copy_of: number | null;
  start: number;
  pieces: PassagePiece[];
}
/** Words, and the numbers of the marks that cover them. */
export interface PassagePiece {
  text: string;
  marks: number[];
}
/** A bloc in a period; the same id is the same bloc through time. */
export interface PeriodBloc {
  id: string;
  name: string;
  members: ActorRef[];
  share: number | null;
  cohesion: number | null;
  inner_conflict: number | null;
  support: number | null;
  change: string;
  joined: string[];
  left: string[];
  significant: boolean | null;
  link: string;
}
/** A period of an actor's or pair's series. */
export interface PeriodFigure {
  period: string;
  until: string;
  incidents: number;
  quads: Quads;
  conflict: number;
  cooperation: number;
  balance: number | null;
  low: number | null;
  high: number | null;
  share: number | null;
  link: string;
}
/** Words and what they stand for; the texts of all pieces in a row are the text. */
export interface Piece {
  text: string;
  marks: string[];
}
/** Where something took place. */
export interface Place {
  name: string;
  country: string | null;
  lat: number | null;
  lon: number | null;
  precision: string | null;
}
/** A place in a window. */
export interface PointFigure {
  name: string;
  country: string | null;
  lat: number;
  lon: number;
  precision: string;
  incidents: number;
  score: number | null;
  link: string;
}
/** A measure in a period. */
export interface PoleFigure {
  period: string;
  until: string;
  measure: string;
  value: number | null;
  low: number | null;
  high: number | null;
  incidents: number;
  enough: boolean;
  note: string;
  link: string;
}
/** One of the most active states of a period. */
export interface PoleLeader {
  period: string;
  rank: number;
  actor: ActorRef;
  share: number;
  low: number | null;
  high: number | null;
  link: string;
}
/** What a measure is. */
export interface PoleMeasure {
  id: string;
  name: string;
  unit: string;
  formula: string;
  source: string;
  says: string;
  says_not: string;
}
/** A measure's trend. */
export interface PoleTrend {
  measure: string;
  first: string;
  last: string;
  slope: number | null;
  low: number | null;
  high: number | null;
  p_value: number | null;
  says: string;
}
/** How many poles the world has, by several measures. */
export interface PolesAnswer {
  by: string;
  measures: PoleMeasure[];
  series: PoleFigure[];
  leaders: PoleLeader[];
  trends: PoleTrend[];
  caveat: string;
  notes: string[];
}
/** Incidents of a quad class. */
export interface QuadFigure {
  quad: Quad;
  incidents: number;
  before: number;
  link: string;
}
export interface Quads {
  "verbal cooperation": number;
  "material cooperation": number;
  "verbal conflict": number;
  "material conflict": number;
}
/** Incidents that took place in a part of the world. */
export interface RegionRow {
  region: string;
  incidents: number;
  share: number;
  link: string | null;
}
/** A relation type. */
export interface RelationWord {
  value: string;
  label: string;
  symmetric: boolean;
}
/** Standing relations as of a day. */
export interface RelationsAnswer {
  as_of: string | null;
  rows: Standing[];
  notes: string[];
}
/** A report with every coded span. */
export interface ReportAnswer {
  report: ReportFacts;
  passages: Passage[];
  marks: ReportMark[];
  events: ReportEvent[];
  relations: ReportRelation[];
  claims: Claim[];
  causes: ReportCause[];
  copies: CopyRow[];
}
/** A causal link that a report states. */
export interface ReportCause {
  id: string;
  cause: string;
  effect: string;
  cue: string | null;
  confidence: number;
}
/** An event of a report. */
export interface ReportEvent {
  event: string;
  report: string;
  outlet: string | null;
  title: string | null;
  url: string | null;
  published: string | null;
  copy_of: string | null;
  type: string;
  mode: string | null;
  status: Status;
  confidence: number;
  fields: Record<string, number>;
  quote: Piece[];
  actors: Party[];
  recipients: Party[];
  attribution: Party[];
  place: Place | null;
  time: TimeOf | null;
  incident: string | null;
  quad: Quad;
  score: number;
  sentence: number;
}
/** Where a report comes from. */
export interface ReportFacts {
  id: string;
  title: string | null;
  published: string | null;
  outlet: string | null;
  url: string | null;
  language: string | null;
  length: number;
  notes: string[];
  keeps_text: boolean;
}
/** A coded span. */
export interface ReportMark {
  kind: "event" | "relation" | "claim" | "cause";
  record: string;
  role: string;
  label: string;
  reason: string;
  confidence: number | null;
  start: number;
  end: number;
  field: "title" | "text";
  sentence: number;
}
/** A standing relation that a report states. */
export interface ReportRelation {
  id: string;
  type: string;
  a: Party[];
  b: Party[];
  trend: string | null;
  words: string;
  sentence: number;
  confidence: number;
}
/** A run of a coder. */
export interface RunRow {
  id: string;
  coder: string;
  coder_version: string;
  started: string;
  ended: string;
  reports: number;
  recoded: number;
  events: number;
}
/** What is served. */
export interface SessionAnswer {
  review: boolean;
  version: string;
  commit: number;
  ledger: string;
  incidents: boolean;
  assets: boolean;
}
/** An outlet that tells of an incident. */
export interface SourceRow {
  outlet: string | null;
  reports: number;
  texts: number;
  first: string | null;
}
/** A standing relation; ``b`` is null where only one side is known. */
export interface Standing {
  type: string;
  a: ActorRef;
  b: ActorRef | null;
  since: string | null;
  since_as: string;
  until: string | null;
  last_seen: string | null;
  status: string | null;
  trend: string | null;
  says: string;
  basis: string;
  n_reports: number;
  n_outlets: number | null;
  confidence: number | null;
  sources: Evidence[];
  link: string | null;
}
/** What was known from a day on. */
export interface StateRow {
  as_of: string | null;
  status: Status;
  event: string;
  report: string;
  outlet: string | null;
  quote: Piece[];
}
/** One event of an incident: how one report tells of it. */
export interface Telling {
  event: string;
  report: string;
  outlet: string | null;
  title: string | null;
  url: string | null;
  published: string | null;
  copy_of: string | null;
  type: string;
  mode: string | null;
  status: Status;
  confidence: number;
  fields: Record<string, number>;
  quote: Piece[];
  actors: Party[];
  recipients: Party[];
  attribution: Party[];
  place: Place | null;
  time: TimeOf | null;
}
/** An actor's partner. */
export interface TieFigure {
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
/** When, in whole days; ``end`` is inclusive. */
export interface TimeOf {
  start: string;
  end: string;
  iso: string;
  inferred: boolean;
}
/** Periods without gaps. */
export interface TimelineAnswer {
  by: string;
  rows: TimelineRow[];
}
/** A period. */
export interface TimelineRow {
  period: string;
  until: string;
  incidents: number;
  conflict: number;
  cooperation: number;
  balance: number | null;
  quads: Quads;
  link: string;
}
/** All incidents of a window. */
export interface Totals {
  incidents: number;
  incidents_before: number;
  reports: number;
  outlets: number;
  quads: QuadFigure[];
  link: string;
}
/** How good the coder is at a type. */
export interface TypeAccuracy {
  type: string;
  value: number;
  support: number;
}
/** An event type. */
export interface TypeWord {
  value: string;
  label: string;
  quad: Quad;
  score: number;
  modes: string[];
}
/** The ontology's words. */
export interface VocabularyAnswer {
  types: TypeWord[];
  statuses: Word[];
  quads: Word[];
  sectors: Word[];
  relation_types: RelationWord[];
  trends: string[];
  stances: Word[];
  countries: CountryWord[];
}
/** Days from ``since`` on and before ``until``. */
export interface Window {
  since: string;
  until: string;
}
/** A value and what to call it. */
export interface Word {
  value: string;
  label: string;
}
/** A window against the one before it. */
export interface WorldAnswer {
  window: Window;
  before: Window;
  span: Window | null;
  totals: Totals;
  countries: CountryFigure[];
  arcs: ArcFigure[];
  points: PointFigure[];
  changes: ChangeFigure[];
  link: string;
  notes: string[];
}
/** Reports and incidents of a year. */
export interface YearRow {
  year: number;
  reports: number;
  incidents: number;
  link: string;
}
