/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module "virtual:world" {
  export interface Unit {
    /** ISO 3166 alpha-3, or "territory:…" for one that a point of view gives to somebody. */
    id: string;
    name: string;
    d: string;
    x: number;
    y: number;
    /** Too small on the map to be hit: a dot is drawn as well. */
    small: boolean;
  }
  const world: {
    width: number;
    height: number;
    scale: number;
    translate: [number, number];
    units: Unit[];
    borders: Record<string, string>;
    disputed: string;
    sphere: string;
    graticule: string;
    pointsOfView: Record<string, Record<string, string>>;
  };
  export default world;
}
