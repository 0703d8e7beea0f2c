-- One row is one service: how many apps touched it in a span of whole days, and how many of them content with a
-- sensitivity label there.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to
SELECT service, toFloat64(sum(any_data)) AS apps, toFloat64(sum(labelled)) AS apps_with_labels
FROM
(
    SELECT toString(service) AS service, uniqExact(app_id) AS any_data, 0 AS labelled
    FROM usage_day AS u FINAL
    WHERE tenant = {tenant:String} AND u.at >= span_from AND u.at < span_to AND events > 0 AND app_id != ''
    GROUP BY service
    UNION ALL
    SELECT toString(service) AS service, 0, uniqExact(app_id)
    FROM usage_values AS v FINAL
    WHERE tenant = {tenant:String} AND attribute = 'sensitivity_label' AND v.at >= span_from AND v.at < span_to AND events > 0
    GROUP BY service
)
GROUP BY service
ORDER BY apps DESC, service
