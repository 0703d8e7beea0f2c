-- One row is how sending to one destination goes, with how many of its alerts were refused.
SELECT
    destination,
    toUInt32(h.failures) AS failures,
    h.answer AS answer,
    toFloat64(toUnixTimestamp64Milli(h.since)) AS since_ms,
    toUInt32(d.dead_letters) AS dead_letters
FROM (SELECT destination, failures, answer, since FROM export_health FINAL) AS h
FULL OUTER JOIN
(
    SELECT destination, count() AS dead_letters FROM export_dead_letters FINAL WHERE state = 'refused' GROUP BY destination
) AS d USING (destination)
ORDER BY destination
