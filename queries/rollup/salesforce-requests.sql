-- Minutes of Salesforce rows that say how many bytes a request moved, where some given minutes hold the rows that say
-- whose request it was: what is in one minute changes what another one counts.
WITH
    -- Rows without an app come first in a minute, so that this costs nothing; where there are none, neither does the rest.
    (
        SELECT count() > 0
        FROM events
        WHERE tenant IN {tenants:Array(String)}
            AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({near_minutes_s:Array(UInt32)}), 'UTC'))
            AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC') - {request_max_s:UInt32}
            AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC') + {request_max_s:UInt32}
            AND app_id = '' AND source = 'salesforce'
    ) AS has_requests
SELECT tenant, toUInt32(toStartOfMinute(measured.at)) AS minute_s
FROM
(
    SELECT tenant, events.at AS at, JSONExtractString(details, 'request_id') AS request_id
    FROM events
    WHERE tenant IN {tenants:Array(String)}
        AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({near_minutes_s:Array(UInt32)}), 'UTC'))
        AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC') - {request_max_s:UInt32}
        AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC') + {request_max_s:UInt32}
        AND source = 'salesforce' AND app_id = '' AND service IN ('API', 'RestApi') AND has_requests
) AS measured
WHERE (tenant, request_id) IN
(
    SELECT tenant, JSONExtractString(details, 'request_id') AS request_id
    FROM events
    WHERE tenant IN {tenants:Array(String)}
        AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
        AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC')
        AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
        AND source = 'salesforce' AND app_id != '' AND service = 'ApiTotalUsage' AND has_requests
        AND request_id != ''
)
GROUP BY tenant, minute_s
