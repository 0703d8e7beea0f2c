import fc from "fast-check";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { CommonEvent } from "../../schemas/common-event.ts";
import { type Company, type CompanyOptions, simulateCompany } from "./company.ts";
import { DETECTION_NUMBERS, SCENARIO_IDS, USAGE_IDS } from "./scenarios/catalogue.ts";

const HOUR_MS = 3_600_000;
const END_MS = Date.UTC(2026, 9, 5);
const SMALL: CompanyOptions = { seed: 11, apps: 16, days: 3, end_ms: END_MS, tenant: "contoso" };
const Event = Compile(CommonEvent);

/** Small companies of any size, end and seed, also seeds beyond 32 bits. */
const options: fc.Arbitrary<CompanyOptions> = fc.record({
  seed: fc.nat({ max: 2 ** 40 }),
  apps: fc.integer({ min: 1, max: 16 }),
  days: fc.integer({ min: 1, max: 3 }),
  end_ms: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
  tenant: fc.constantFrom("contoso", 'Fabrikam "Nord" & Söhne'),
  scenarios: fc.constantFrom(USAGE_IDS, SCENARIO_IDS, DETECTION_NUMBERS),
});

function textOf(company: Company): string {
  return [...company.events()].map(({ lines }) => lines).join("");
}

function parseLines(lines: string): CommonEvent[] {
  const whole = lines.split("\n");
  expect(whole.pop()).toBe("");
  return whole.map((line) => Event.Parse(JSON.parse(line)));
}

describe("simulateCompany", () => {
  it("gives the same bytes for the same options, also when asked twice", () => {
    const company = simulateCompany(SMALL);
    const text = textOf(company);
    expect(text.length).toBeGreaterThan(100_000);
    expect(textOf(company)).toBe(text);
    const again = simulateCompany(SMALL);
    expect(textOf(again)).toBe(text);
    expect(again.truth).toEqual(company.truth);
    expect(again.inventory).toEqual(company.inventory);
  });

  it("gives another company for another seed", () => {
    const ids = (seed: number): string[] => simulateCompany({ ...SMALL, seed }).inventory.map(({ app_id }) => app_id);
    const all = [...ids(1), ...ids(2), ...ids(2 ** 32 + 1)];
    expect(new Set(all).size).toBe(all.length);
  });

  it("repeats no event id when the same company is simulated over a later span", () => {
    const ids = (shift_ms: number): (string | undefined)[] =>
      parseLines(textOf(simulateCompany({ ...SMALL, days: 1, end_ms: END_MS + shift_ms }))).map(
        ({ event_id }) => event_id,
      );
    const all = [...ids(0), ...ids(HOUR_MS)];
    expect(new Set(all).size).toBe(all.length);
  });

  it("writes common events of known apps, each once and within its chunk's hour, whatever the options", () => {
    fc.assert(
      fc.property(options, (drawn) => {
        const company = simulateCompany(drawn);
        const known = new Set(company.inventory.map(({ app_id }) => app_id));
        const ids = new Set<string>();
        let events = 0;
        for (const chunk of company.events()) {
          const parsed = chunk.lines === "" ? [] : parseLines(chunk.lines);
          expect(parsed).toHaveLength(chunk.events);
          for (const { at, app_id, event_id, tenant } of parsed) {
            const at_ms = Date.parse(String(at));
            expect(Math.floor(at_ms / HOUR_MS) * HOUR_MS).toBe(chunk.at_ms);
            expect(known.has(app_id ?? "")).toBe(true);
            expect(tenant).toBe(drawn.tenant);
            ids.add(event_id);
          }
          events += chunk.events;
        }
        expect(ids.size).toBe(events);
      }),
      { numRuns: 12, seed: 20261005 },
    );
  });

  it("gives an app one scenario at most, inside the span, whatever the options", () => {
    const any_span = fc.tuple(options, fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(any_span, ([drawn, days]) => {
        const { truth, left_out } = simulateCompany({ ...drawn, days });
        const apps = truth.scenarios.map(({ app_id }) => app_id);
        expect(new Set(apps).size).toBe(apps.length);
        for (const { scenario, role, from, to } of truth.scenarios) {
          expect(left_out).not.toContainEqual({ scenario, role });
          expect(truth.from <= from && from < to && to <= truth.to).toBe(true);
        }
      }),
      { numRuns: 150, seed: 20261005 },
    );
  });

  it("reports bytes only where content moves, and none for calls that failed", () => {
    for (const event of parseLines(textOf(simulateCompany(SMALL)))) {
      const reads = ["mail.read", "file.read", "chat.read"].includes(event.operation_class ?? "");
      const writes = ["mail.send", "file.write", "chat.write"].includes(event.operation_class ?? "");
      const moved = event.outcome === "ok";
      expect(event.bytes_read !== undefined).toBe(reads && moved);
      expect(event.bytes_written !== undefined).toBe(writes && moved);
    }
  });

  it("begins to write at once, however long the span, and one hour at a time", () => {
    const company = simulateCompany({ ...SMALL, days: 3650 });
    const chunks = company.events();
    const hours = Array.from({ length: 48 }, () => chunks.next().value?.at_ms);
    const first_ms = END_MS - 3650 * 24 * HOUR_MS;
    expect(hours).toEqual(hours.map((_, i) => first_ms + i * HOUR_MS));
  });

  it("makes an hour's work grow with the apps, not with the days before it", () => {
    const scenarios = [] as const;
    const perDay = (apps: number, days: number): number => {
      const company = simulateCompany({ ...SMALL, apps, days, scenarios });
      return [...company.events()].reduce((sum, { events }) => sum + events, 0) / days;
    };
    const ordinary = perDay(60, 7);
    expect(perDay(120, 7) / ordinary).toBeGreaterThan(1.3);
    expect(perDay(120, 7) / ordinary).toBeLessThan(3);
    expect(perDay(60, 14) / ordinary).toBeGreaterThan(0.7);
    expect(perDay(60, 14) / ordinary).toBeLessThan(1.4);
  });

  it("cuts the end of the span to the full hour", () => {
    const { truth } = simulateCompany({ ...SMALL, end_ms: END_MS + HOUR_MS / 2 });
    expect(truth.to).toBe("2026-10-05T00:00:00.000Z");
    expect(truth.from).toBe("2026-10-02T00:00:00.000Z");
  });
});

describe("the inventory", () => {
  const company = simulateCompany({ ...SMALL, apps: 40, days: 28 });

  it("describes every app once, as of the end of the span", () => {
    expect(company.inventory).toHaveLength(40);
    expect(new Set(company.inventory.map(({ app_name }) => app_name)).size).toBe(40);
    for (const record of company.inventory) {
      expect(record.at).toBe(company.truth.to);
      expect(record.created_at < record.at).toBe(true);
      for (const { created_at } of record.credentials) expect(created_at >= record.created_at).toBe(true);
      for (const { at } of record.consents) expect(at >= record.created_at && at < record.at).toBe(true);
    }
  });

  it("says when a new app was created", () => {
    const created = company.inventory.filter(({ created_at }) => created_at >= company.truth.from);
    const planted = company.truth.scenarios.filter(({ scenario }) => scenario.startsWith("new_app"));
    expect(planted).toHaveLength(2);
    for (const { app_id } of planted) expect(created.map((record) => record.app_id)).toContain(app_id);
  });
});
