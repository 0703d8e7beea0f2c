-- The places in double braces are for the SELECT that makes the rows of the table compared, and for what only that table holds.
SELECT
    tenant, at_s, toUInt32(count()) AS keys,
    toFloat64(sum(key_events_kept)) AS events_kept, toFloat64(sum(key_events_counted)) AS events_counted,
    toFloat64(sum(key_calls_kept)) AS calls_kept, toFloat64(sum(key_calls_counted)) AS calls_counted,
    any(concat(source, ' ', app_id, ' ', service, ' ', operation_class)) AS example
FROM
(
    SELECT
        tenant, source, app_id, service, operation_class, at_s,
        sumIf(row_events, side < 0) AS key_events_kept, sumIf(row_events, side > 0) AS key_events_counted,
        sumIf(row_calls, side < 0) AS key_calls_kept, sumIf(row_calls, side > 0) AS key_calls_counted,
        sumIf(row_users, side > 0) AS users_counted, sumIf(row_resources, side > 0) AS resources_counted
    FROM
    (
        SELECT
            tenant, source, app_id, service, operation_class, toUInt32(counted.at) AS at_s, 1::Int64 AS side,
            counted.events AS row_events, counted.calls AS row_calls, counted.errors AS row_errors,
            counted.bytes_read AS row_read, counted.bytes_written AS row_written, counted.rows_read AS row_rows,
            finalizeAggregation(counted.users) AS row_users, finalizeAggregation(counted.resources) AS row_resources,
            {{own_counted}}::Array(Nullable(UInt64)) AS row_own
        FROM
        (
{{counted}}
        ) AS counted
        WHERE counted.events > 0
        UNION ALL
        SELECT
            tenant, source, app_id, service, operation_class, toUInt32(kept.at) AS at_s, -1::Int64 AS side,
            kept.events, kept.calls, kept.errors, kept.bytes_read, kept.bytes_written, kept.rows_read,
            finalizeAggregation(kept.users), finalizeAggregation(kept.resources),
            {{own_kept}}::Array(Nullable(UInt64))
        FROM {kept:Identifier} AS kept FINAL
        WHERE tenant IN {tenants:Array(String)}
            AND kept.at >= toDateTime({kept_from_s:UInt32}, 'UTC')
            AND kept.at < toDateTime({kept_to_s:UInt32}, 'UTC')
            AND kept.events > 0
    )
    GROUP BY tenant, source, app_id, service, operation_class, at_s
    HAVING sum(side * toInt64(row_events)) != 0 OR sum(side * toInt64(row_calls)) != 0 OR sum(side * toInt64(row_errors)) != 0
        OR sum(side * toInt64(ifNull(row_read, 0))) != 0 OR sum(side * isNull(row_read)) != 0
        OR sum(side * toInt64(ifNull(row_written, 0))) != 0 OR sum(side * isNull(row_written)) != 0
        OR sum(side * toInt64(ifNull(row_rows, 0))) != 0 OR sum(side * isNull(row_rows)) != 0
        -- Distinct counts above a hundred are estimates whose last digit may depend on the order of adding.
        OR abs(sum(side * toInt64(row_users))) > intDiv(users_counted, 100)
        OR abs(sum(side * toInt64(row_resources))) > intDiv(resources_counted, 100)
        -- What was not known when the row was written is no fault.
        OR arrayExists(n -> isNotNull(own_kept[n]) AND isDistinctFrom(own_kept[n], anyIf(row_own, side > 0)[n]), arrayEnumerate(anyIf(row_own, side < 0) AS own_kept))
)
WHERE (tenant, at_s) NOT IN
(
    SELECT tenant, intDiv(toUInt32(toUnixTimestamp(events.at)), {size_s:UInt32}) * {size_s:UInt32}
    FROM events
    WHERE received_at > fromUnixTimestamp64Milli({settled_ms:Int64}, 'UTC')
        AND events.at >= toDateTime64({kept_from_s:UInt32}, 3, 'UTC')
        AND events.at < toDateTime64({kept_to_s:UInt32}, 3, 'UTC')
)
GROUP BY tenant, at_s
ORDER BY tenant, at_s
