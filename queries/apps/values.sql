-- One row is one value of one attribute of one app in a span of whole days: what was done from that address, country,
-- network or user agent, what failed in that way, or what bears that label. With sign_ins_only, what signed in.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to
SELECT
    value,
    toFloat64(sum(u.calls)) AS calls,
    toFloat64(sum(u.errors)) AS errors,
    toFloat64(sum(u.sign_ins)) AS sign_ins,
    toFloat64(sum(u.sign_in_errors)) AS sign_in_errors,
    toFloat64(sum(u.bytes_read)) AS bytes_read,
    toFloat64(sum(u.bytes_written)) AS bytes_written,
    if({by_service:UInt8} = 1, toString(u.service), NULL) AS service,
    toString(toDate(min(u.at))) AS first_day,
    toString(toDate(max(u.at))) AS last_day
FROM usage_values AS u FINAL
WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND attribute = {attribute:String} AND u.at >= span_from AND u.at < span_to
    AND events > 0 AND ({sign_ins_only:UInt8} = 0 OR u.sign_ins > 0)
    AND ({search:String} = '' OR positionCaseInsensitiveUTF8(value, {search:String}) > 0)
GROUP BY value, service
ORDER BY if({sign_ins_only:UInt8} = 1, sign_ins, calls) DESC, value, service
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
