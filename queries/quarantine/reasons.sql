-- Records received in a span that are still in quarantine, by feed and reason, with one of them to look at, beside all
-- records that the feed brought in that time. Copies of an event are counted too.
SELECT
    refused.source AS source,
    refused.reason AS reason,
    toFloat64(refused.records) AS records,
    toFloat64(ifNull(taken.events, 0) + sum(refused.records) OVER (PARTITION BY refused.source)) AS received,
    refused.example_detail AS example_detail,
    refused.example_position AS example_position
FROM
(
    SELECT source, reason, count() AS records,
        argMax(q.detail, (q.received_at, q.position)) AS example_detail,
        argMax(q.position, (q.received_at, q.position)) AS example_position
    FROM quarantine_cases AS q
    WHERE state = 'open' AND q.received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    GROUP BY source, reason
) AS refused
LEFT JOIN
(
    SELECT source, count() AS events
    FROM events
    WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    GROUP BY source
) AS taken ON taken.source = refused.source
ORDER BY records DESC, source, reason
