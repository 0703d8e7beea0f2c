-- One row is one service: how many apps touched it in a span, and how many of them content with a sensitivity label there
-- (by whole days). Of a span that ended in the past an app counts that touched the service before its end and after its
-- beginning: when a value was seen first and last is kept, not each time between.
WITH
    fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AS span_from,
    fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AS span_to
SELECT service, toFloat64(sum(any_data)) AS apps, toFloat64(sum(labelled)) AS apps_with_labels
FROM
(
    SELECT value AS service, count() AS any_data, 0 AS labelled
    FROM
    (
        SELECT app_id, value
        FROM first_seen AS f
        WHERE tenant = {tenant:String} AND attribute = 'service' AND app_id != ''
        GROUP BY app_id, value
        HAVING min(f.first_at) < span_to AND max(f.last_at) >= span_from
    )
    GROUP BY service
    UNION ALL
    SELECT toString(v.service) AS service, 0, uniqExact(app_id)
    FROM usage_values AS v FINAL
    WHERE tenant = {tenant:String} AND attribute = 'sensitivity_label' AND v.at >= toDateTime(span_from) AND v.at < toDateTime(span_to) AND events > 0
    GROUP BY service
)
GROUP BY service
ORDER BY apps DESC, service
