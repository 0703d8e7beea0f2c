-- Which of some places were put into quarantine again since they were read. Whoever did it: of several at once the newest
-- row stands, and its run need not be the one that asks.
SELECT position
FROM quarantine AS q FINAL
WHERE tenant = {tenant:String} AND source = {source:String} AND position IN {positions:Array(String)}
    AND (position, toUnixTimestamp64Milli(q.received_at)) NOT IN arrayZip({positions:Array(String)}, {received_ms:Array(Int64)})
