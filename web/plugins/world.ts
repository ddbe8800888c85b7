/**
 * A Vite plugin that makes the module `virtual:world`: the world map as ready paths, drawn from Natural Earth (public
 * domain, by way of the world-atlas package) when the app is built, so that the browser has nothing left to compute.
 *
 * Natural Earth draws who holds a territory, not who is held to own it. Territories on which that matters are cut out
 * as units of their own ("territory:crimea"), and every point of view below says to whom it gives them.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoContains, geoEqualEarth, geoGraticule, geoPath } from "d3-geo";
import type { Feature, Geometry, MultiPolygon, Polygon } from "geojson";
import { feature, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";
import type { GeometryCollection, GeometryObject, Topology } from "topojson-specification";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);
const NAME = "virtual:world";
const WIDTH = 1600;
const HEIGHT = 760;
const SMALLEST_WEIGHT = 0.03; // square degrees, planar; finer detail is less than a pixel of the map

type Properties = { name: string };
type Countries = Topology<{ countries: GeometryCollection<Properties> }>;
type Unit = GeometryObject<Properties> & { id: string };

/** Territories cut out of the units of Natural Earth, or named there without a code. */
const BY_NAME: Record<string, string> = {
  Kosovo: "XKX",
  Somaliland: "territory:somaliland",
  "N. Cyprus": "territory:north-cyprus",
  "Siachen Glacier": "territory:siachen",
  "Indian Ocean Ter.": "AUS",
};

export const POINTS_OF_VIEW: Record<string, Record<string, string>> = {
  ledger: {
    "territory:crimea": "UKR",
    "territory:somaliland": "SOM",
    "territory:north-cyprus": "CYP",
  },
  un: {
    "territory:crimea": "UKR",
    "territory:somaliland": "SOM",
    "territory:north-cyprus": "CYP",
    XKX: "SRB",
    TWN: "CHN",
  },
  facto: { "territory:crimea": "RUS" },
};

function nameOf(unit: { properties?: Properties | object | null }): string | undefined {
  return (unit.properties as Properties | undefined)?.name;
}

function read(): Countries {
  const path = require.resolve("world-atlas/countries-50m.json");
  return JSON.parse(readFileSync(path, "utf8")) as Countries;
}

function alpha3(): Map<string, string> {
  const rows = require("i18n-iso-countries/codes.json") as [string, string, string][];
  return new Map(rows.map(([, three, numeric]) => [numeric, three]));
}

/** Natural Earth's countries as units with ISO 3166 alpha-3 codes, Crimea apart from Russia, Antarctica left out. */
function units(topology: Countries): Unit[] {
  const codes = alpha3();
  const out: Unit[] = [];
  for (const country of topology.objects.countries.geometries) {
    const name = nameOf(country) ?? "";
    const id = BY_NAME[name] ?? codes.get(String(country.id).padStart(3, "0"));
    if (id === undefined) throw new Error(`world map: no code for ${name} (${country.id})`);
    if (id === "ATA") continue;
    if (id !== "RUS" || country.type !== "MultiPolygon") {
      out.push({ ...country, id } as Unit);
      continue;
    }
    const geometry = (feature(topology, country) as Feature<MultiPolygon>).geometry;
    const isCrimea = geometry.coordinates.map((rings) =>
      geoContains({ type: "Polygon", coordinates: rings }, [34.2, 45.2]),
    );
    if (isCrimea.filter(Boolean).length !== 1) throw new Error("world map: Crimea is not one polygon of its own");
    const part = (keep: boolean): typeof country.arcs => country.arcs.filter((_, index) => isCrimea[index] === keep);
    out.push({ ...country, id, arcs: part(false) } as Unit);
    out.push({ ...country, id: "territory:crimea", properties: { name: "Crimea" }, arcs: part(true) } as Unit);
  }
  // Outlying islands have a unit of their own but their country's code.
  const byId = new Map<string, Unit>();
  for (const unit of out) byId.set(unit.id, joined(byId.get(unit.id), unit));
  return [...byId.values()];
}

function polygons(unit: Unit): number[][][] {
  if (unit.type === "Polygon") return [unit.arcs];
  if (unit.type === "MultiPolygon") return unit.arcs;
  return [];
}

function joined(first: Unit | undefined, second: Unit): Unit {
  if (first === undefined) return second;
  return { ...first, type: "MultiPolygon", arcs: [...polygons(first), ...polygons(second)] } as Unit;
}

/** The largest polygon of a country: the place of its label, so that France's is not in the Atlantic. */
function mainland(geometry: Geometry): Polygon {
  if (geometry.type === "Polygon") return geometry;
  const parts = (geometry as MultiPolygon).coordinates.map((rings): Polygon => ({ type: "Polygon", coordinates: rings }));
  return parts.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
}

export function draw(): unknown {
  // presimplify keeps shared borders shared
  const topology = simplify(presimplify(read() as never), SMALLEST_WEIGHT) as unknown as Countries;
  const projection = geoEqualEarth().fitExtent([[2, 2], [WIDTH - 2, HEIGHT + 56]], { type: "Sphere" });
  const path = geoPath(projection).digits(1);
  const all: Unit[] = units(topology);
  const collection = { type: "GeometryCollection", geometries: all } as GeometryCollection<Properties>;
  const borders: Record<string, string> = {};
  const idOf = (unit: unknown): string => String((unit as Unit).id);
  for (const [view, owner] of Object.entries(POINTS_OF_VIEW)) {
    const of = (unit: unknown): string => owner[idOf(unit)] ?? idOf(unit);
    borders[view] = path(mesh(topology, collection as never, (a, b) => a !== b && of(a) !== of(b))) ?? "";
  }
  const seen = (pair: (a: string, b: string) => boolean): string =>
    path(mesh(topology, collection as never, (a, b) => a !== b && pair(idOf(a), idOf(b)))) ?? "";
  const views = Object.values(POINTS_OF_VIEW);
  const same = (owner: Record<string, string>, a: string, b: string): boolean => (owner[a] ?? a) === (owner[b] ?? b);
  return {
    width: WIDTH,
    height: HEIGHT,
    scale: projection.scale(),
    translate: projection.translate(),
    units: all.map((unit) => {
      const shape = feature(topology, unit as never) as unknown as Feature<Geometry>;
      const [x, y] = path.centroid(mainland(shape.geometry));
      const [[x0, y0], [x1, y1]] = path.bounds(shape);
      return {
        id: unit.id,
        name: nameOf(unit) ?? unit.id,
        d: path(shape) ?? "",
        x: Math.round(x * 10) / 10,
        y: Math.round(y * 10) / 10,
        small: (x1 - x0) * (y1 - y0) < 40,
      };
    }),
    borders,
    disputed: seen((a, b) => {
      const joined = views.filter((owner) => same(owner, a, b)).length;
      return joined > 0 && joined < views.length;
    }),
    sphere: path({ type: "Sphere" }) ?? "",
    graticule: path(geoGraticule().step([30, 30])()) ?? "",
    pointsOfView: POINTS_OF_VIEW,
  };
}

export function world(): Plugin {
  return {
    name: "multipolar-world",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(draw()))});` : null),
  };
}
