-- Conflicts that are written down and not repaired yet, by the minute of the copy that goes.
SELECT tenant, toUInt32(toStartOfMinute(c.at)) AS minute_s, toUInt32(count()) AS copies, toUInt32(max(source = 'salesforce')) AS shares_requests, toString(max(c.revision)) AS revision
FROM conflicts AS c FINAL
WHERE state = 'found'
GROUP BY tenant, minute_s
