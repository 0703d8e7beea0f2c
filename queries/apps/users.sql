-- One row is one user of one app with what was moved for them in a span of whole days, by the order asked for. Priority
-- accounts are those the operator named, else those the directory marks. Bytes are null where no feed gives them.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    by_value AS
    (
        SELECT value, sum(u.calls) AS calls, sum(u.errors) AS errors, sum(u.sign_ins) AS sign_ins, sum(u.bytes_read) AS bytes_read,
            sum(u.bytes_written) AS bytes_written, max(u.at) AS last_at, groupUniqArrayIf(toString(service), service != '') AS services
        FROM usage_values AS u FINAL
        WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND attribute = 'user_id' AND u.at >= span_from AND u.at < span_to AND events > 0
        GROUP BY value
    ),
    used AS
    (
        -- One person has several ids: feeds give the directory's id or the sign-in name.
        SELECT if(p.name = '', v.value, p.name) AS user_id, sum(v.calls) AS all_calls, sum(v.errors) AS all_errors, sum(v.sign_ins) AS all_sign_ins,
            sum(v.bytes_read) AS all_bytes_read, sum(v.bytes_written) AS all_bytes_written, max(v.last_at) AS last_day,
            groupUniqArrayArray(v.services) AS in_services
        FROM by_value AS v
        LEFT JOIN
        (
            SELECT person_key, name FROM people WHERE tenant = {tenant:String} AND person_key IN (SELECT lowerUTF8(value) FROM by_value)
        ) AS p ON p.person_key = lowerUTF8(v.value)
        GROUP BY user_id
        HAVING {search:String} = '' OR positionCaseInsensitiveUTF8(user_id, {search:String}) > 0
    )
SELECT
    user_id,
    (lowerUTF8(user_id) IN (SELECT user_key FROM priority_accounts WHERE tenant = {tenant:String}))::Bool AS priority,
    toFloat64(all_calls) AS calls,
    toFloat64(all_errors) AS errors,
    toFloat64(all_sign_ins) AS sign_ins,
    toFloat64(all_bytes_read) AS bytes_read,
    toFloat64(all_bytes_written) AS bytes_written,
    arraySort(in_services) AS services,
    toString(toDate(last_day)) AS last_day,
    toFloat64(count() OVER ()) AS users_in_all,
    toFloat64(countIf(priority) OVER ()) AS priority_in_all
FROM used
WHERE {priority_only:UInt8} = 0 OR priority
ORDER BY
    multiIf({sort:String} = 'bytes_read', toFloat64(all_bytes_read), {sort:String} = 'bytes_written', toFloat64(all_bytes_written),
        {sort:String} = 'errors', toFloat64(all_errors), toFloat64(all_calls)) DESC NULLS LAST,
    user_id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
