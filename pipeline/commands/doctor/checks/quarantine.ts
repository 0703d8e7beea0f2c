import type { RowOf } from "../../../../queries/define-query.ts";
import { quarantineReasons } from "../../../../queries/quarantine/reasons.ts";
import { type Check, type Finding, ok } from "../check.ts";
import { count, percent } from "../words.ts";

const DAY_MS = 86_400_000;
/** One record in ten refused is a feed that changed; fewer are records that are broken. */
const FAULT_SHARE = 0.1;
/** So few records are no measure of a feed. */
const FEW_RECORDS = 20;
/** The largest reasons of each feed tell what happened. */
const TOP_REASONS = 3;

type Reason = RowOf<typeof quarantineReasons>;

const ADVICE: Readonly<Record<string, string>> = {
  missing_field:
    "The feed may have renamed that field, or the records are of another feed: compare one with docs/cli.md",
  wrong_type: "The sender writes that field in another type: mend it there",
  wrong_value: "The sender writes a value that is not allowed there: mend it there",
  bad_time: "The sender must write that time as ISO 8601 with an offset, or as epoch milliseconds",
  future_time: "Set the sender's clock",
  too_old: "These events are older than the retention; raise it to keep them",
  tenant_mismatch:
    "The records name another tenant than the token, topic or --tenant says: send them where they belong",
  not_json: "The sender writes something else than JSON, or cuts records off",
  not_csv: "The rows do not fit their header: export the file again",
  oversized: "Records above 8 MB are kept in part only: make the sender split them",
};
const OTHER_ADVICE = "Look at them";

/** What was refused in the last day and is still unsolved, by feed. */
export const quarantine: Check = {
  name: "quarantine",
  look: async ({ store, now_ms }) => {
    const reasons = await store.reader.rows(quarantineReasons, { since_ms: now_ms() - DAY_MS });
    if (reasons.length === 0) return [ok("nothing was refused in the last 24 hours")];
    const sources = [...new Set(reasons.map(({ source }) => source))];
    return sources.map((source) => findingOf(reasons.filter((reason) => reason.source === source)));
  },
};

function findingOf(reasons: readonly Reason[]): Finding {
  const [first, ...others] = reasons;
  if (!first) return ok("nothing");
  const { source, received, reason, example_detail, example_position } = first;
  const records = reasons.reduce((sum, one) => sum + one.records, 0);
  const named = [first, ...others]
    .slice(0, TOP_REASONS)
    .map((one) => `${one.reason} ${one.records.toLocaleString("en-US")}`);
  const rest = reasons.length > TOP_REASONS ? ", ..." : "";
  return {
    severity: records >= FEW_RECORDS && records >= received * FAULT_SHARE ? "fault" : "warning",
    what: `${source}: ${count(records, "record")} of the last 24 hours refused, ${percent(records, received)} of what came (${named.join(", ")}${rest}); for example ${example_position}: ${example_detail}.`,
    todo: `${ADVICE[reason] ?? OTHER_ADVICE}; "tidemark quarantine list --source ${source}" shows them, "tidemark quarantine replay" tries them again.`,
    facts: { source, records, received, reasons },
  };
}
