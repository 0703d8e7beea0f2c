import { sqlText } from "../../../queries/define-query.ts";
import { usageImpossible } from "../../../queries/rollup/impossible-usage.ts";
import { type Epochs, raiseEpochs, readEpochs } from "../epochs.ts";
import { DAY_S, groupBy, type Minute, minutesByDay, unique } from "../minutes.ts";
import { bucketsOf, USAGE_LEVELS, type UsageLevel, type UsageSpan } from "./levels.ts";
import { type RecomputeDeps, withinRetention } from "./recompute.ts";
import { recomputeValues } from "./values.ts";

const VANISHED = sqlText(import.meta.url, "vanished");
const DELETE_IMPOSSIBLE = {
  usage_minute: deleteImpossible("usage_minute"),
  usage_hour: deleteImpossible("usage_hour"),
  usage_day: deleteImpossible("usage_day"),
} as const;

/**
 * Make the usage rows of these minutes, their hours and days (and the values of those days) what the events say, also where rows have to shrink or to
 * vanish. Anything older loses: the epoch is raised before each level, after the level below it is right, so that
 * whoever computes with the new epoch has read what is right. Answers how many minutes were done.
 */
export async function repairMinutes(deps: RecomputeDeps, minutes: readonly Minute[]): Promise<number> {
  const due = await withinRetention(deps.reader, minutes);
  for (const [day_s, group] of minutesByDay(due)) {
    const tenants = unique(group.map(({ tenant }) => tenant));
    for (const level of USAGE_LEVELS) {
      await raiseEpochs(deps.statements, tenants, day_s);
      await repairLevel(deps, level, { day_s, minutes: group }, await readEpochs(deps.reader, [day_s]));
    }
    await recomputeValues(
      deps,
      tenants.map((tenant) => ({ tenant, day_s })),
    );
  }
  return due.length;
}

async function repairLevel(
  deps: RecomputeDeps,
  level: UsageLevel,
  { day_s, minutes }: Omit<UsageSpan, "epoch">,
  epochs: Epochs,
): Promise<void> {
  for (const [epoch, group] of groupBy(minutes, ({ tenant }) => epochs(tenant, day_s))) {
    const params = level.params({ epoch, day_s, minutes: group });
    await removeImpossible(deps, level, { epoch, day_s, minutes: group });
    if (level.table !== "usage_minute") await deps.statements.run(VANISHED, { ...params, coarser: level.table });
    await deps.statements.run(level.insert, params);
  }
}

/** Rows that claim the epoch just raised: from nowhere, they would win for ever; from a job beside us, they come again at once. */
async function removeImpossible(
  { reader, statements }: RecomputeDeps,
  { table, bucket_s }: UsageLevel,
  { epoch, day_s, minutes }: UsageSpan,
): Promise<void> {
  const tenants = unique(minutes.map(({ tenant }) => tenant));
  const buckets_s = [...bucketsOf(minutes, bucket_s)];
  const params = { epoch, tenants: [...tenants], from_s: day_s, to_s: day_s + DAY_S, buckets_s };
  const [found] = await reader.rows(usageImpossible, { ...params, usage_table: table });
  if ((found?.rows ?? 0) === 0) return;
  await statements.run(DELETE_IMPOSSIBLE[table], params);
}

function deleteImpossible(table: UsageLevel["table"]): string {
  return `DELETE FROM ${table}
WHERE tenant IN {tenants:Array(String)} AND at >= toDateTime({from_s:UInt32}, 'UTC') AND at < toDateTime({to_s:UInt32}, 'UTC')
    AND toUInt32(at) IN {buckets_s:Array(UInt32)} AND version >= toUInt64({epoch:UInt32}) * 1099511627776`;
}
