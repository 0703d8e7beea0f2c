-- One row is one value of one attribute with what apps did under it in a span of whole days, the largest first.
SELECT
    value,
    toFloat64(uniq(app_id)) AS apps,
    toFloat64(sum(u.calls)) AS calls,
    toFloat64(sum(u.errors)) AS errors,
    toFloat64(sum(u.sign_ins)) AS sign_ins,
    toFloat64(sum(u.sign_in_errors)) AS sign_in_errors,
    toFloat64(sum(u.bytes_read)) AS bytes_read,
    toFloat64(sum(u.bytes_written)) AS bytes_written
FROM usage_values AS u FINAL
WHERE tenant = {tenant:String} AND attribute = {attribute:String} AND app_id != '' AND value != '' AND events > 0
    AND u.at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND u.at < toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
    AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
GROUP BY value
HAVING multiIf({rank_by:String} = 'errors', errors, {rank_by:String} = 'bytes', ifNull(bytes_read, 0) + ifNull(bytes_written, 0), {rank_by:String} = 'sign_ins', sign_ins,
    {rank_by:String} = 'sign_in_errors', sign_in_errors, calls) > 0
ORDER BY multiIf({rank_by:String} = 'errors', errors, {rank_by:String} = 'bytes', ifNull(bytes_read, 0) + ifNull(bytes_written, 0), {rank_by:String} = 'sign_ins', sign_ins,
    {rank_by:String} = 'sign_in_errors', sign_in_errors, calls) DESC, value
LIMIT {limit:UInt32}
