INSERT INTO first_seen
SELECT tenant, app_id, seen.1 AS attribute, seen.2 AS value, min(first_at) AS first_at, max(last_at) AS last_at
FROM
(
    SELECT tenant, app_id, app_name, user_agent, service, operation_class, country, asn, min(events.at) AS first_at, max(events.at) AS last_at
    FROM events
    WHERE app_id != '' AND received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    GROUP BY tenant, app_id, app_name, user_agent, service, operation_class, country, asn
)
ARRAY JOIN
    [('app_name', app_name::String), ('user_agent', user_agent::String), ('service', service::String), ('operation_class', operation_class::String),
     ('country', country::String), ('asn', ifNull(toString(asn), ''))] AS seen
WHERE seen.2 != ''
GROUP BY tenant, app_id, attribute, value
