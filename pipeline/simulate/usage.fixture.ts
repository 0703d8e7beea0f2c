import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Company } from "./company.ts";

/** What the tests add up, by app and hour. */
export interface AppHour {
  readonly calls: number;
  readonly errors: number;
  readonly bytes_read: number;
}

interface Usage {
  /** Sum over the hours that begin within the span. */
  total(app_id: string, from_ms: number, to_ms: number): AppHour;
  firstHour(app_id: string): number;
}

const NOTHING: AppHour = { calls: 0, errors: 0, bytes_read: 0 };
const Line = Compile(
  Type.Object({
    app_id: Type.String(),
    outcome: Type.String(),
    bytes_read: Type.Optional(Type.Integer()),
  }),
);

/** Add up a company's events chunk by chunk, counting each line in its chunk's hour. */
export function usageOf(company: Company): Usage {
  const apps = new Map<string, Map<number, AppHour>>();
  for (const { at_ms, lines } of company.events()) {
    for (const line of lines.split("\n")) if (line !== "") count(apps, at_ms, line);
  }
  return {
    total(app_id, from_ms, to_ms) {
      const hours = [...(apps.get(app_id) ?? [])].filter(([at_ms]) => at_ms >= from_ms && at_ms < to_ms);
      return hours.reduce((sum, [, hour]) => plus(sum, hour), NOTHING);
    },
    firstHour: (app_id) => Math.min(...(apps.get(app_id) ?? new Map<number, AppHour>()).keys()),
  };
}

function count(apps: Map<string, Map<number, AppHour>>, at_ms: number, line: string): void {
  const { app_id, outcome, bytes_read = 0 } = Line.Parse(JSON.parse(line));
  const hours = apps.get(app_id) ?? new Map<number, AppHour>();
  apps.set(app_id, hours);
  const hour = { calls: 1, errors: outcome === "error" ? 1 : 0, bytes_read };
  hours.set(at_ms, plus(hours.get(at_ms) ?? NOTHING, hour));
}

function plus(a: AppHour, b: AppHour): AppHour {
  return { calls: a.calls + b.calls, errors: a.errors + b.errors, bytes_read: a.bytes_read + b.bytes_read };
}
