import type { TestStore } from "./test-store.ts";

export const USAGE_TABLES = { usage_minute: 60, usage_hour: 3_600, usage_day: 86_400 } as const;
export type UsageTable = keyof typeof USAGE_TABLES;

type Reads = Pick<TestStore, "connection">;

const KEY = "tenant, source, app_id, service, operation_class";

const BUSIEST = ["calls", "errors", "bytes_read", "bytes_written"];

/** The busiest five minutes of an app's hour, and when they began. */
function busiestOf(table: UsageTable): string {
  const columns = BUSIEST.map((name) => `, busiest_${name}, toUInt32(busiest_${name}_at) AS busiest_${name}_at`);
  return table === "usage_hour" ? columns.join("") : "";
}

/** What a usage table says; states of distinct counts by their finalised values. */
export function usageRows({ connection }: Reads, table: UsageTable, tenant = ""): Promise<readonly unknown[]> {
  return connection.json(
    `SELECT ${KEY}, toUInt32(u.at) AS bucket, calls, errors, bytes_read, bytes_written, rows_read, events,
       finalizeAggregation(users) AS users, finalizeAggregation(resources) AS resources${busiestOf(table)}
     FROM ${table} AS u FINAL
     WHERE events > 0 AND ({tenant:String} = '' OR tenant = {tenant:String})
     ORDER BY ${KEY}, bucket`,
    { tenant },
  );
}

/** The same rows counted straight from the events. */
export function recount({ connection }: Reads, table: UsageTable, tenant = ""): Promise<readonly unknown[]> {
  const size = USAGE_TABLES[table];
  const counted = `
    SELECT ${KEY}, toUInt32(intDiv(toUnixTimestamp(e.at), ${size}) * ${size}) AS bucket,
       sum(ifNull(e.count, 1)) AS calls, sumIf(ifNull(e.count, 1), outcome = 'error') AS errors,
       sum(e.bytes_read) AS bytes_read, sum(e.bytes_written) AS bytes_written, sum(e.rows_read) AS rows_read, count() AS events,
       uniqExactIf(user_id, user_id != '') AS users, uniqExactIf(resource, resource != '') AS resources
     FROM events AS e FINAL
     WHERE {tenant:String} = '' OR tenant = {tenant:String}
     GROUP BY ${KEY}, bucket`;
  const busiest = `
    SELECT tenant, source, app_id, toUInt32(intDiv(began, 3600) * 3600) AS bucket,
      ${BUSIEST.map((name) => `max(${name}) AS busiest_${name}, if(isNull(busiest_${name}), NULL, arraySort(arrayFilter(w -> w.2 = busiest_${name}, groupArray((began, ${name}))))[1].1) AS busiest_${name}_at`).join(", ")}
    FROM
    (
      SELECT tenant, source, app_id, toUInt32(intDiv(toUnixTimestamp(e.at), 300) * 300) AS began,
        sum(ifNull(e.count, 1)) AS calls, sumIf(ifNull(e.count, 1), outcome = 'error') AS errors,
        sum(e.bytes_read) AS bytes_read, sum(e.bytes_written) AS bytes_written
      FROM events AS e FINAL
      GROUP BY tenant, source, app_id, began
    )
    GROUP BY tenant, source, app_id, bucket`;
  return connection.json(
    `SELECT ${KEY}, bucket, calls, errors, bytes_read, bytes_written, rows_read, events, users, resources${busiestOf(table)}
     FROM (${counted}) AS counted ${table === "usage_hour" ? `LEFT JOIN (${busiest}) AS busiest USING (tenant, source, app_id, bucket)` : ""}
     ORDER BY ${KEY}, bucket`,
    { tenant },
  );
}
