import type { openTestStore } from "../../../tests/test-store.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { HOUR_S, MONDAY_S } from "./usage-table.fixture.ts";

type TestStore = Awaited<ReturnType<typeof openTestStore>>;

/** Store common events and bring the usage tables up to date. */
export function usageLander(
  store: TestStore,
): (run_id: string, events: readonly unknown[], source?: string) => Promise<void> {
  const rollup = createRollup({ reader: store.reader, statements: store.statements });
  return async (run_id, events, source = "s") => {
    const bytes = Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
    await store.landing.writeLines({ tenant: "t", source, run_id, origin: run_id, first_line: 1, bytes });
    await rollup.finishRun(run_id, 0);
  };
}

/** One event an app and hour since Monday that has calls, a minute into it; `run_id` keeps those of two runs apart. */
export function hourlyEvents(
  run_id: string,
  apps: readonly string[],
  hours: readonly number[],
  calls: (app_id: string, hour: number) => number,
): readonly unknown[] {
  return apps.flatMap((app_id) =>
    hours.flatMap((hour) => {
      const at = (MONDAY_S + hour * HOUR_S + 60) * 1000;
      const count = calls(app_id, hour);
      const event = { event_id: `${run_id}-${app_id}-${hour}`, kind: "api_call", at, app_id, outcome: "ok", count };
      return count === 0 ? [] : [event];
    }),
  );
}
