import type { JudgedHour } from "../../detect/usage/replay-app.ts";

const WIDTH = 1000;
const HEIGHT = 160;
const HOUR_S = 3600;
/** What a range allows beyond this is cut off: of a quiet app it would press the line to the ground. */
const HEADROOM = 1.3;

/** Observed hours as a line, the range they were judged by as a band, hours outside it as dots: one SVG, nothing else needed. */
export function drawSeries(hours: readonly JudgedHour[], odd_at_s: ReadonlySet<number>): string {
  const [first, last] = [hours[0]?.at_s ?? 0, hours.at(-1)?.at_s ?? 1];
  const top = HEADROOM * Math.max(1, ...hours.map(({ observed, expected }) => Math.max(observed, expected ?? 0)));
  const x = (at_s: number): string => ((WIDTH * (at_s - first)) / Math.max(HOUR_S, last - first)).toFixed(1);
  const y = (amount: number): string => (HEIGHT - (HEIGHT * Math.min(top, amount)) / top).toFixed(1);
  const known = hours.filter(({ high }) => high !== undefined);
  const upper = known.map(({ at_s, high }) => `${x(at_s)},${y(high ?? 0)}`);
  const lower = known.map(({ at_s, low }) => `${x(at_s)},${y(low ?? 0)}`).reverse();
  const line = hours.map(({ at_s, observed }) => `${x(at_s)},${y(observed)}`);
  const dots = hours
    .filter(({ at_s }) => odd_at_s.has(at_s))
    .map(
      ({ at_s, observed }) =>
        `<circle cx="${x(at_s)}" cy="${y(observed)}" r="4"><title>${label(at_s, observed)}</title></circle>`,
    );
  return [
    `<svg viewBox="-4 -6 ${WIDTH + 8} ${HEIGHT + 12}" role="img" aria-label="observed hours and their range">`,
    `<polygon points="${[...upper, ...lower].join(" ")}"/>`,
    `<polyline points="${line.join(" ")}"/>`,
    ...dots,
    `<text x="0" y="8">${top.toPrecision(3)}</text>`,
    "</svg>",
  ].join("");
}

function label(at_s: number, observed: number): string {
  return `${new Date(at_s * 1000).toISOString().slice(0, 16)}Z: ${observed}`;
}
