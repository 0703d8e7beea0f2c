-- Quarantined records of one feed by their places, whole. "repeat" counts equal records of the same file before each,
-- replayed ones too: some feeds tell equal events apart by that.
SELECT position, toString(raw_hash) AS hash, toFloat64(received_ms) AS received_ms, base64Encode(raw) AS raw_base64, toUInt32(repeat) AS repeat
FROM
(
    SELECT position, raw_hash, toUnixTimestamp64Milli(q.received_at) AS received_ms, raw
    FROM quarantine AS q FINAL
    WHERE tenant = {tenant:String} AND source = {source:String} AND position IN {positions:Array(String)}
) AS wanted
LEFT JOIN
(
    SELECT position, row_number() OVER (PARTITION BY extract(position, '^(.*):[^:]*$'), raw_hash ORDER BY position) - 1 AS repeat
    FROM quarantine FINAL
    WHERE tenant = {tenant:String} AND source = {source:String}
        AND raw_hash IN
        (
            SELECT raw_hash
            FROM quarantine
            WHERE tenant = {tenant:String} AND source = {source:String} AND position IN {positions:Array(String)}
        )
) AS counted USING (position)
ORDER BY position
