-- One row is one sensitivity label: how many apps touched content that bears it in a span of whole days, and how often.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to
SELECT value AS sensitivity_label, toFloat64(uniqExact(app_id)) AS apps, toFloat64(sum(v.calls)) AS calls
FROM usage_values AS v FINAL
WHERE tenant = {tenant:String} AND attribute = 'sensitivity_label' AND v.at >= span_from AND v.at < span_to AND events > 0
GROUP BY value
ORDER BY apps DESC, sensitivity_label
LIMIT {limit:UInt32}
