-- One row is one bucket of time and reason: records that were refused then, those taken later too. The six most frequent
-- reasons have their name with their place before it, the rest together is "other". Empty buckets have 0.
SELECT time, reason, records
FROM
(
    SELECT
        time,
        if(place <= 6, concat(toString(place), '. ', name), 'other') AS reason,
        toFloat64(sum(part)) AS records,
        1 AS is_real
    FROM
    (
        SELECT time, name, part, dense_rank() OVER (ORDER BY weight DESC, name) AS place
        FROM
        (
            SELECT
                toDateTime(intDiv(toUnixTimestamp(q.received_at), {step_s:UInt32}) * {step_s:UInt32}, 'UTC') AS time,
                toString(q.reason) AS name,
                count() AS part,
                sum(part) OVER (PARTITION BY name) AS weight
            FROM quarantine AS q FINAL
            WHERE tenant = {tenant:String} AND q.received_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND q.received_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
            GROUP BY time, name
        )
    )
    GROUP BY time, reason
    ORDER BY reason, time WITH FILL
        FROM toDateTime(intDiv(intDiv({from_ms:Int64}, 1000), {step_s:UInt32}) * {step_s:UInt32}, 'UTC')
        TO toDateTime(intDiv({to_ms:Int64}, 1000), 'UTC')
        STEP {step_s:UInt32}
)
QUALIFY max(is_real) OVER () = 1
ORDER BY time, reason
LIMIT 5000
