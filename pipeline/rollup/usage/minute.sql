WITH
    -- Rows without an app come first in a minute, so that this costs nothing; where there are none, neither does the join.
    (
        SELECT count() > 0
        FROM events
        WHERE tenant IN {tenants:Array(String)}
            AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
            AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC')
            AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
            AND app_id = '' AND source = 'salesforce'
    ) AS has_requests
SELECT
    tenant, source, app_id, service, operation_class, minute AS at, calls, errors, bytes_read, bytes_written, rows_read, events, users, resources,
    -- The number of distinct events of the minute, not a clock: an older snapshot holds fewer and must never win.
    toUInt64({epoch:UInt32}) * 1099511627776 + sum(events) OVER (PARTITION BY tenant, minute) AS version
FROM
(
    SELECT
        tenant, source, app_id, service, operation_class, minute,
        sum(calls) AS calls,
        sum(errors) AS errors,
        sum(bytes_read) AS bytes_read,
        sum(bytes_written) AS bytes_written,
        sum(rows_read) AS rows_read,
        sum(events) AS events,
        uniqCombinedMergeState(12)(users) AS users,
        uniqCombinedMergeState(12)(resources) AS resources
    FROM
    (
        SELECT
            tenant, source, app_id, service, operation_class,
            toStartOfMinute(events.at) AS minute,
            sum(ifNull(events.count, 1)) AS calls,
            sumIf(ifNull(events.count, 1), outcome = 'error') AS errors,
            sum(events.bytes_read) AS bytes_read,
            sum(events.bytes_written) AS bytes_written,
            sum(events.rows_read) AS rows_read,
            count() AS events,
            uniqCombinedStateIf(12)(user_id, user_id != '') AS users,
            uniqCombinedStateIf(12)(resource, resource != '') AS resources
        FROM events FINAL
        WHERE tenant IN {tenants:Array(String)}
            -- A subquery, not an array: only so is it matched against the primary key (11 ms instead of 350 for two minutes of a day).
            AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
            AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC')
            AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
            AND NOT (has_requests AND source = 'salesforce' AND app_id = '')
        GROUP BY tenant, source, app_id, service, operation_class, minute
        UNION ALL
        -- Salesforce says in one row how many bytes a request moved (API, RestApi) and in another one whose it was
        -- (ApiTotalUsage). The bytes go to the app of the first row near by that has the same request id; the call was
        -- counted there. A row that found others weighs as many events more, so that who has seen them wins.
        SELECT
            tenant, source, near_by[1].3 AS app_id, service, operation_class, minute,
            sumIf(ifNull(measured.count, 1), empty(near_by)) AS calls,
            sumIf(ifNull(measured.count, 1), empty(near_by) AND outcome = 'error') AS errors,
            sum(measured.bytes_read) AS bytes_read,
            sum(measured.bytes_written) AS bytes_written,
            sum(measured.rows_read) AS rows_read,
            count() + sum(length(near_by)) AS events,
            uniqCombinedStateIf(12)(user_id, user_id != '') AS users,
            uniqCombinedStateIf(12)(resource, resource != '') AS resources
        FROM
        (
            SELECT rows_without_app.* EXCEPT (request_id), toStartOfMinute(rows_without_app.row_at) AS minute,
                arraySort(arrayFilter(named -> abs(toUnixTimestamp64Milli(named.1) - toUnixTimestamp64Milli(row_at)) <= {request_max_s:UInt32} * 1000, requests.named)) AS near_by
            FROM
            (
                SELECT tenant, source, service, operation_class, events.at AS row_at, events.count AS count, outcome, events.bytes_read AS bytes_read,
                    events.bytes_written AS bytes_written, events.rows_read AS rows_read, user_id, resource,
                    if(service IN ('API', 'RestApi'), JSONExtractString(details, 'request_id'), '') AS request_id
                FROM events FINAL
                WHERE tenant IN {tenants:Array(String)}
                    AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
                    AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC')
                    AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
                    AND source = 'salesforce' AND app_id = '' AND has_requests
            ) AS rows_without_app
            LEFT JOIN
            (
                SELECT tenant, JSONExtractString(details, 'request_id') AS request_id, groupArray((events.at, event_id, app_id)) AS named
                FROM events FINAL
                WHERE tenant IN {tenants:Array(String)}
                    AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({near_minutes_s:Array(UInt32)}), 'UTC'))
                    AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC') - {request_max_s:UInt32}
                    AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC') + {request_max_s:UInt32}
                    AND source = 'salesforce' AND app_id != '' AND service = 'ApiTotalUsage' AND has_requests
                GROUP BY tenant, request_id
                HAVING request_id != ''
            ) AS requests ON rows_without_app.tenant = requests.tenant AND rows_without_app.request_id = requests.request_id
        ) AS measured
        GROUP BY tenant, source, app_id, service, operation_class, minute
        UNION ALL
        -- Keys counted before go to zero where no event has them any more: the first copy of an event, which wins, may
        -- become visible after another one that names another service or operation class.
        SELECT tenant, source, app_id, service, operation_class, counted.at, 0, 0, NULL, NULL, NULL, 0,
            initializeAggregation('uniqCombinedStateIf(12)', '', 0),
            initializeAggregation('uniqCombinedStateIf(12)', '', 0)
        FROM usage_minute AS counted FINAL
        WHERE tenant IN {tenants:Array(String)}
            AND counted.at IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
            AND counted.events > 0
    )
    GROUP BY tenant, source, app_id, service, operation_class, minute
)
