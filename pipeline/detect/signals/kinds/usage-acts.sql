-- Hours of acts that few apps ever do, and hours in which much failed: how much of it, and how much of the hour that is.
{{../shared.sql}}
    told AS
    (
        SELECT app_id, service, operation_class, hour, name.1 AS signal, name.2 AS observed, name.3 AS strength
        FROM hours
        ARRAY JOIN [
            (if(operation_class IN ('inbox_rule.write', 'compute.create', 'secret.read') AND hours.calls > hours.errors, 'rare_act', ''), toFloat64(hours.calls - hours.errors), 0.5),
            (if(hours.errors >= {failures:Float64} AND hours.errors >= {failures_share:Float64} * hours.calls, 'failures', ''), toFloat64(hours.errors), hours.errors / hours.calls)] AS name
        WHERE signal != ''
    )
SELECT app_id, signal, service, operation_class, '' AS value, toDateTime64(hour, 3, 'UTC') AS at, at + INTERVAL 1 HOUR AS until, strength, observed,
    CAST(NULL, 'Nullable(Float64)') AS usual, '{}' AS evidence
FROM told
