/** The box that a spark is drawn in; it is stretched to its place. */
export const WIDTH = 100;
export const HEIGHT = 30;
/** So that neither the line nor its last point is cut off. */
const EDGE = 3;

type Point = [x: number, y: number];

/** The paths of a line, of the area under it and of its last point; undefined where there is nothing to draw. */
export function sparkPaths(values: (number | null)[]): { line: string; area: string; end: string } | undefined {
  const runs = runsOf(pointsOf(values));
  const last = runs.at(-1)?.at(-1);
  if (last === undefined) return undefined;
  return {
    line: runs.map(polyline).join(''),
    area: runs.map((run) => `${polyline(run)}V${HEIGHT}H${run[0]?.[0] ?? 0}Z`).join(''),
    end: `M${last.join(' ')}h0.01`, // a line of no length, whose round cap is the point
  };
}

function pointsOf(values: (number | null)[]): (Point | null)[] {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const scale = (HEIGHT - 2 * EDGE) / (high - low || 1);
  const round = (value: number) => Math.round(value * 10) / 10;
  const x = (index: number) => (values.length === 1 ? WIDTH : (index / (values.length - 1)) * WIDTH);
  return values.map((value, index) =>
    value === null ? null : [round(x(index)), round(HEIGHT - EDGE - (value - low) * scale)],
  );
}

/** The points between the gaps. */
function runsOf(points: (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

function polyline(run: Point[]): string {
  return `M${run.map((point) => point.join(' ')).join('L')}`;
}
