-- The topics that were read into this store, each as it was last reported by who reads it.
WITH
    reports AS
    (
        SELECT
            source, tenant, cursor,
            JSONExtractString(cursor, 'topic') AS topic,
            JSONExtractString(cursor, 'group') AS of_group,
            JSONExtractFloat(cursor, 'reported_at_ms') AS reported_at_ms
        FROM ingest_runs FINAL
        WHERE startsWith(run_key, 'topic ')
    )
SELECT
    topic,
    of_group,
    argMax(reports.source, reports.reported_at_ms) AS source,
    argMax(reports.tenant, reports.reported_at_ms) AS tenant,
    arraySum(part -> JSONExtractFloat(part, 'lag'), JSONExtractArrayRaw(argMax(reports.cursor, reports.reported_at_ms), 'partitions')) AS lag,
    toUInt32(length(JSONExtractArrayRaw(argMax(reports.cursor, reports.reported_at_ms), 'partitions'))) AS partitions,
    max(reports.reported_at_ms) AS reported_at_ms,
    max(JSONExtractFloat(reports.cursor, 'stored_at_ms')) AS stored_at_ms
FROM reports
WHERE reports.reported_at_ms >= {from_ms:Int64}
GROUP BY topic, of_group
ORDER BY topic, of_group
