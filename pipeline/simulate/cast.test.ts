import fc from "fast-check";
import { expect, it } from "vitest";
import { castCompany } from "./cast.ts";
import { SCENARIO_IDS } from "./scenarios/catalogue.ts";
import { draftWorld } from "./world.ts";

const DAY_MS = 86_400_000;
/** Above it no API lets anybody call. */
const MOST_PER_H = 3000;

const worlds = fc.record({
  seed: fc.nat({ max: 2 ** 40 }),
  days: fc.integer({ min: 28, max: 60 }),
  to_ms: fc.integer({ min: Date.UTC(2026, 0, 1) / 3_600_000, max: Date.UTC(2027, 0, 1) / 3_600_000 }),
});

it("keeps all that a story does on top within the span that the truth gives it, whatever seed and calendar", () => {
  fc.assert(
    fc.property(worlds, ({ seed, days, to_ms: to_h }) => {
      const to_ms = to_h * 3_600_000;
      const world = draftWorld({ seed, tenant: "contoso", apps: 110, from_ms: to_ms - days * DAY_MS, to_ms });
      const { planted, left_out } = castCompany(world, 110, SCENARIO_IDS);
      expect(left_out.filter(({ scenario }) => scenario.startsWith("D"))).toEqual([]);
      for (const { scenario, role, app, plant } of planted) {
        const extras = plant.phases.filter(({ change }) => change.extra !== undefined);
        const times = [
          ...extras.flatMap((phase) => [phase.from_ms, phase.to_ms]),
          ...(plant.notices ?? []).map(({ at_ms }) => at_ms),
        ];
        const outside = times.filter((at_ms) => at_ms < plant.from_ms || at_ms > plant.to_ms);
        expect([scenario, role, outside]).toEqual([scenario, role, []]);
        expect(plant.to_ms).toBeLessThanOrEqual(world.to_ms);
        for (const { change } of extras) expect(change.extra?.per_h).toBeLessThan(MOST_PER_H);
        if (role === "attack") expect(app.created_ms).toBeLessThanOrEqual(plant.from_ms);
      }
    }),
    { numRuns: 40, seed: 20261122 },
  );
});

it("changes no other app when one more story is told", () => {
  const to_ms = Date.UTC(2026, 10, 2);
  const world = draftWorld({ seed: 77, tenant: "contoso", apps: 30, from_ms: to_ms - 35 * DAY_MS, to_ms });
  const one = castCompany(world, 30, ["D29"]);
  const two = castCompany(world, 30, ["D29", "D12"]);
  const told = new Set([...one.planted, ...two.planted].map(({ app }) => app.index));
  const others = (apps: typeof one.apps) => apps.filter(({ index }) => !told.has(index));
  expect(others(one.apps).length).toBeGreaterThan(20);
  expect(others(two.apps)).toEqual(others(one.apps));
});
