import { reclassifiedOperations } from "../../../../queries/feeds/reclassified-operations.ts";
import { unknownOperations } from "../../../../queries/feeds/unknown-operations.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { count } from "../words.ts";

const WEEK_MS = 7 * 86_400_000;
const TOP = 5;

/** Operations that no rule knows, and such as the rules in force know otherwise than when they were stored. */
export const operations: Check = {
  name: "operations",
  look: async (patient) => {
    const findings = [...(await unknown(patient)), ...(await reclassified(patient))];
    return findings.length > 0 ? findings : [ok("every operation of the last 7 days has a class")];
  },
};

async function unknown({ store, now_ms }: Patient): Promise<readonly Finding[]> {
  const to_ms = now_ms();
  const top = await store.reader.rows(unknownOperations, { from_ms: to_ms - WEEK_MS, to_ms, limit: TOP });
  if (top.length === 0) return [];
  const named = top.map(({ source, operation, events, example_event_id }) => {
    return `${source} ${operation} (${events.toLocaleString("en-US")}, for example event ${example_event_id})`;
  });
  // Unknown operations are counted and judged all the same, as one class: a table that lags is no fault of the store.
  return [
    {
      severity: "warning",
      what: `Operations of the last 7 days that no rule knows, the top of them: ${named.join("; ")}.`,
      todo: "Add those that matter to schemas/operation-classes/ (a sender of common events: to its operation_class).",
      facts: { top },
    },
  ];
}

async function reclassified({ store, now_ms }: Patient): Promise<readonly Finding[]> {
  const to_ms = now_ms();
  const changed = await store.reader.rows(reclassifiedOperations, { from_ms: to_ms - WEEK_MS, to_ms, limit: TOP });
  const [first] = changed;
  if (!first) return [];
  const events = changed.reduce((sum, row) => sum + row.events, 0);
  return [
    {
      severity: "warning",
      what: `${count(events, "event")} of the last 7 days were stored under another class than the rules give now, for example ${first.source} ${first.operation}: ${first.stored_class}, now ${first.present_class}.`,
      todo: "New events get the new class; baselines of both classes move until the old events have aged out.",
      facts: { changed },
    },
  ];
}
