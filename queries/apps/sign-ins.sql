-- One row, always: how often one app signed in (it, or people into it) and how often that failed, in a span of whole days
-- and in the one of equal length before. Of several feeds only the one that saw most of a period counts, by service.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    toDateTime(fromUnixTimestamp64Milli(greatest(0, 2 * {from_ms:Int64} - {to_ms:Int64}), 'UTC')) AS before_from
SELECT
    toFloat64(sumIf(all_calls, is_now)) AS sign_ins,
    toFloat64(sumIf(all_errors, is_now)) AS failures,
    toFloat64(sumIf(all_calls, NOT is_now)) AS sign_ins_before,
    toFloat64(sumIf(all_errors, NOT is_now)) AS failures_before
FROM
(
    SELECT u.at >= span_from AS is_now, service, source, sum(u.calls) AS all_calls, sum(u.errors) AS all_errors
    FROM usage_day AS u FINAL
    WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND operation_class = 'auth.sign_in' AND u.at >= before_from
        AND u.at < span_to AND events > 0
    GROUP BY is_now, service, source
    ORDER BY all_calls DESC, source
    LIMIT 1 BY is_now, service
)
