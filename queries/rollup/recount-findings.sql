-- What conflicts and the recount found since a moment, and what of it is not repaired yet.
WITH fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AS since
SELECT
    toUInt32((SELECT count() FROM conflicts AS c FINAL WHERE c.found_at > since)) AS conflicts,
    toUInt32((SELECT count() FROM conflicts FINAL WHERE state = 'found')) AS conflicts_open,
    (SELECT anyOrDefault(concat(tenant, ' ', source, ' ', event_id)) FROM conflicts AS c FINAL WHERE c.found_at > since) AS conflict_example,
    toUInt32((SELECT count() FROM rollup_faults AS f WHERE f.found_at > since)) AS rollup_faults,
    (SELECT argMaxOrDefault(concat(usage_table, ' ', tenant, ' ', toString(f.at), ': ', toString(events_kept), ' events kept, ', toString(events_counted), ' counted'), f.found_at)
        FROM rollup_faults AS f WHERE f.found_at > since) AS rollup_example
