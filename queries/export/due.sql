-- One row is what one destination has not got yet: how many revisions, how old the oldest is, and where the next page
-- ends. Narrow columns only: the page itself is then read between two moments (export/page). The server's own time.
SELECT
    toFloat64(count()) AS due,
    toFloat64(toUnixTimestamp64Milli(min(alert_history.received_at))) AS oldest_ms,
    toFloat64(toUnixTimestamp64Milli(arrayElement(groupArraySorted(1000)(alert_history.received_at), -1))) AS page_end_ms,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms
FROM alert_history
{{selection.part.sql}}
