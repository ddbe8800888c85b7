/**
 * Where the nodes of a signed network stand. Positive ties pull, negative ones push, members of a bloc gather. No chance
 * is involved: the same network always gives the same picture, so that two windows can be compared.
 */
export interface LayoutNode {
  key: string;
  /** Size on the page, in pixels. */
  radius: number;
  bloc: string | null;
}
export interface LayoutTie {
  a: string;
  b: string;
  /** Below 0 conflict, above 0 cooperation. */
  weight: number;
}
export interface Spot {
  x: number;
  y: number;
}

const STEPS = 320;

export function layout(nodes: LayoutNode[], ties: LayoutTie[], width: number, height: number): Map<string, Spot> {
  const order = [...nodes].sort((a, b) => (a.bloc ?? "~").localeCompare(b.bloc ?? "~") || b.radius - a.radius || a.key.localeCompare(b.key));
  const n = order.length;
  const index = new Map(order.map((node, at) => [node.key, at]));
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  order.forEach((_, at) => {
    const angle = (2 * Math.PI * at) / Math.max(1, n) - Math.PI / 2;
    x[at] = Math.cos(angle);
    y[at] = Math.sin(angle);
  });
  const most = Math.max(1e-9, ...ties.map((tie) => Math.abs(tie.weight)));
  const edges = ties.flatMap((tie) => {
    const [a, b] = [index.get(tie.a), index.get(tie.b)];
    return a === undefined || b === undefined || a === b ? [] : [{ a, b, pull: Math.sign(tie.weight) * Math.sqrt(Math.abs(tie.weight) / most) }];
  });
  const blocs = new Map<string, number[]>();
  order.forEach((node, at) => {
    if (node.bloc !== null) blocs.set(node.bloc, [...(blocs.get(node.bloc) ?? []), at]);
  });
  const k = 1 / Math.sqrt(Math.max(1, n));
  for (let step = 0; step < STEPS; step += 1) {
    const heat = 0.12 * (1 - step / STEPS) + 0.002;
    const fx = new Float64Array(n);
    const fy = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 1; j < n; j += 1) {
        const dx = (x[i] as number) - (x[j] as number);
        const dy = (y[i] as number) - (y[j] as number);
        const far = Math.max(1e-4, dx * dx + dy * dy);
        const push = (k * k) / far;
        fx[i] = (fx[i] as number) + dx * push;
        fy[i] = (fy[i] as number) + dy * push;
        fx[j] = (fx[j] as number) - dx * push;
        fy[j] = (fy[j] as number) - dy * push;
      }
    }
    for (const { a, b, pull } of edges) {
      const dx = (x[b] as number) - (x[a] as number);
      const dy = (y[b] as number) - (y[a] as number);
      const far = Math.max(1e-3, Math.hypot(dx, dy));
      const force = pull > 0 ? pull * far * 1.1 : (pull * 0.25 * k) / far;
      fx[a] = (fx[a] as number) + dx * force;
      fy[a] = (fy[a] as number) + dy * force;
      fx[b] = (fx[b] as number) - dx * force;
      fy[b] = (fy[b] as number) - dy * force;
    }
    for (const members of blocs.values()) {
      const cx = members.reduce((total, at) => total + (x[at] as number), 0) / members.length;
      const cy = members.reduce((total, at) => total + (y[at] as number), 0) / members.length;
      for (const at of members) {
        fx[at] = (fx[at] as number) + (cx - (x[at] as number)) * 0.55;
        fy[at] = (fy[at] as number) + (cy - (y[at] as number)) * 0.55;
      }
    }
    for (let i = 0; i < n; i += 1) {
      const gx = (fx[i] as number) - (x[i] as number) * 0.4;
      const gy = (fy[i] as number) - (y[i] as number) * 0.4;
      const size = Math.max(1e-9, Math.hypot(gx, gy));
      const move = Math.min(size, heat);
      x[i] = (x[i] as number) + (gx / size) * move;
      y[i] = (y[i] as number) + (gy / size) * move;
    }
  }
  const margin = 34;
  const lo = (values: Float64Array): number => Math.min(...values);
  const hi = (values: Float64Array): number => Math.max(...values);
  const [x0, x1, y0, y1] = n === 0 ? [0, 1, 0, 1] : [lo(x), hi(x), lo(y), hi(y)];
  const px = Array.from(x, (value) => margin + ((value - x0) / Math.max(1e-9, x1 - x0)) * (width - 2 * margin));
  const py = Array.from(y, (value) => margin + ((value - y0) / Math.max(1e-9, y1 - y0)) * (height - 2 * margin));
  // Nodes that overlap are moved apart along the line between them.
  for (let round = 0; round < 60; round += 1) {
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 1; j < n; j += 1) {
        const dx = (px[j] as number) - (px[i] as number);
        const dy = (py[j] as number) - (py[i] as number);
        const far = Math.max(0.01, Math.hypot(dx, dy));
        const lack = (order[i]?.radius ?? 0) + (order[j]?.radius ?? 0) + 5 - far;
        if (lack <= 0) continue;
        const [mx, my] = [(dx / far) * lack * 0.5, (dy / far) * lack * 0.5];
        px[i] = (px[i] as number) - mx;
        py[i] = (py[i] as number) - my;
        px[j] = (px[j] as number) + mx;
        py[j] = (py[j] as number) + my;
      }
    }
    for (let i = 0; i < n; i += 1) {
      const radius = order[i]?.radius ?? 0;
      px[i] = Math.max(radius + 4, Math.min(width - radius - 4, px[i] as number));
      py[i] = Math.max(radius + 12, Math.min(height - radius - 4, py[i] as number));
    }
  }
  return new Map(order.map((node, at) => [node.key, { x: px[at] as number, y: py[at] as number }]));
}

/**
 * Where labels stand that fit: the weightier nodes first, above the node or below it, none over another label or over a
 * weightier node, none cut by the edge. `wide` is the width of a label in pixels.
 */
export function fitLabels<T extends { key: string; x: number; y: number; radius: number; wide: number }>(nodes: T[], width: number): Map<string, Spot> {
  const taken: { x0: number; x1: number; y0: number; y1: number }[] = [];
  const out = new Map<string, Spot>();
  for (const node of [...nodes].sort((a, b) => b.radius - a.radius || a.key.localeCompare(b.key))) {
    const x = Math.max(node.wide / 2, Math.min(width - node.wide / 2, node.x));
    for (const y of [node.y - node.radius - 4, node.y + node.radius + 12]) {
      const box = { x0: x - node.wide / 2, x1: x + node.wide / 2, y0: y - 11, y1: y + 2 };
      if (taken.some((one) => box.x0 < one.x1 && one.x0 < box.x1 && box.y0 < one.y1 && one.y0 < box.y1)) continue;
      taken.push(box);
      out.set(node.key, { x, y });
      break;
    }
    const r = node.radius * 0.8; // its corners are empty
    taken.push({ x0: node.x - r, x1: node.x + r, y0: node.y - r, y1: node.y + r });
  }
  return out;
}
