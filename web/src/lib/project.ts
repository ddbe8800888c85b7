/** Longitude and latitude to the coordinates of the map, by the very projection that its shapes were drawn with. */
import { geoEqualEarth } from "d3-geo";
import world from "virtual:world";

const projection = geoEqualEarth().scale(world.scale).translate(world.translate);

export function project(lon: number, lat: number): { x: number; y: number } {
  const [x, y] = projection([lon, lat]) ?? [0, 0];
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}
