-- The windows come as lists of equal length. An event counts for a window of its own app and feed, inside it or in the
-- week before it; "usual" is the week's amount scaled to the length of one window.
WITH
    windows AS
    (
        SELECT
            number AS window,
            {tenants:Array(String)}[number + 1] AS tenant,
            {sources:Array(String)}[number + 1] AS source,
            {app_ids:Array(String)}[number + 1] AS app_id,
            {measures:Array(String)}[number + 1] AS measure,
            {from_s:Array(UInt32)}[number + 1] AS from_s,
            {window_s:Array(UInt32)}[number + 1] AS window_s
        FROM numbers(length({app_ids:Array(String)}))
    ),
    parts AS
    (
        SELECT
            w.window AS window,
            pair.1 AS attribute,
            pair.2 AS value,
            multiIf(
                w.measure = 'errors', toFloat64(e.outcome = 'error') * ifNull(e.count, 1),
                w.measure = 'sign_in_failures', toFloat64(e.outcome = 'error' AND e.operation_class = 'auth.sign_in') * ifNull(e.count, 1),
                w.measure = 'bytes_read', toFloat64(ifNull(e.bytes_read, 0)),
                w.measure = 'bytes_written', toFloat64(ifNull(e.bytes_written, 0)),
                toFloat64(ifNull(e.count, 1))) AS part,
            toUInt32(e.at) >= w.from_s AS inside,
            w.window_s / (7 * 86400) AS scale
        FROM events AS e FINAL
        INNER JOIN windows AS w ON e.tenant = w.tenant AND e.source = w.source AND e.app_id = w.app_id
        ARRAY JOIN
            [('operation_class', e.operation_class::String), ('service', e.service::String), ('operation', e.operation::String),
             ('user_id', e.user_id), ('ip', e.ip), ('resource', e.resource), ('user_agent', e.user_agent::String)] AS pair
        WHERE e.app_id IN {app_ids:Array(String)}
            AND e.at >= toDateTime(arrayMin({from_s:Array(UInt32)}), 'UTC') - INTERVAL 7 DAY
            AND e.at < toDateTime(arrayMax({from_s:Array(UInt32)}), 'UTC') + INTERVAL 1 DAY
            AND toUInt32(e.at) >= w.from_s - 7 * 86400
            AND toUInt32(e.at) < w.from_s + w.window_s
    )
SELECT
    toUInt32(window) AS window,
    attribute,
    value,
    sumIf(part, inside) AS amount,
    sumIf(part, NOT inside) * any(scale) AS usual
FROM parts
WHERE value != ''
GROUP BY window, attribute, value
HAVING amount > 0
ORDER BY window, attribute, amount - usual DESC, value
LIMIT 3 BY window, attribute
SETTINGS do_not_merge_across_partitions_select_final = 1
