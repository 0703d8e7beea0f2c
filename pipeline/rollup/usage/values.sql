INSERT INTO usage_values
WITH
    toDateTime({day_s:UInt32}, 'UTC') AS day,
    -- Feeds that saw less of the same acts than another one: mostly there are none.
    lesser AS
    (
        SELECT tenant, app_id, service, operation_class, source
        FROM
        (
            SELECT tenant, app_id, service, operation_class, source,
                row_number() OVER (PARTITION BY tenant, app_id, service, operation_class ORDER BY calls DESC, source) AS place
            FROM usage_day AS d FINAL
            WHERE tenant IN {tenants:Array(String)} AND d.at = day AND events > 0 AND app_id != ''
        )
        WHERE place > 1
    )
SELECT tenant, app_id, attribute, value, service, at, calls, errors, sign_ins, sign_in_errors, bytes_read, bytes_written, events, version
FROM
(
    SELECT tenant, app_id, attribute, value, service, day AS at,
        sum(calls) AS calls, sum(errors) AS errors, sum(sign_ins) AS sign_ins, sum(sign_in_errors) AS sign_in_errors,
        sum(bytes_read) AS bytes_read, sum(bytes_written) AS bytes_written, sum(events) AS events,
        -- As in the other usage tables: who has seen more events of the day wins. Each has one row without attribute.
        toUInt64({epoch:UInt32}) * 1099511627776 + sumIf(events, attribute = '') OVER (PARTITION BY tenant) AS version
    FROM
    (
        SELECT tenant,
            -- Operation classes are counted for all apps together, for overviews.
            if(seen.1 IN ('', 'operation_class'), '', app_id) AS app_id, seen.1 AS attribute, seen.2 AS value, seen.3 AS service,
            sum(row_calls) AS calls, sumIf(row_calls, outcome = 'error') AS errors,
            sumIf(row_calls, is_sign_in) AS sign_ins, sumIf(row_calls, is_sign_in AND outcome = 'error') AS sign_in_errors,
            sum(bytes_read) AS bytes_read, sum(bytes_written) AS bytes_written, count() AS events
        FROM
        (
            SELECT tenant, app_id, outcome, ifNull(e.count, 1) AS row_calls, operation_class = 'auth.sign_in' AS is_sign_in,
                e.bytes_read AS bytes_read, e.bytes_written AS bytes_written,
                if(app_id = '' OR (tenant, app_id, service, operation_class, source) IN (SELECT tenant, app_id, service, operation_class, source FROM lesser),
                    [('', '', '')],
                    arrayFilter(one -> one.1 = '' OR one.2 != '',
                        [('', '', ''), ('operation_class', operation_class::String, service::String), ('user_id', user_id, service::String), ('ip', ip, ''), ('country', country::String, ''),
                         ('asn', ifNull(toString(asn), ''), ''), ('user_agent', user_agent::String, ''),
                         ('failure', if(outcome = 'error', trimBoth(concat(ifNull(toString(status_code), 'unknown'), ' ', substringUTF8(JSONExtractString(if(outcome = 'error', details, ''), 'failure_reason'), 1, 200))), ''), ''),
                         ('sensitivity_label', JSONExtractString(if(has_label, details, ''), 'sensitivity_label'), service::String)])) AS values,
                position(details, '"sensitivity_label"') > 0 AS has_label
            FROM events AS e FINAL
            WHERE tenant IN {tenants:Array(String)} AND e.at >= day AND e.at < day + INTERVAL 1 DAY
        )
        ARRAY JOIN values AS seen
        GROUP BY tenant, app_id, attribute, value, service
        UNION ALL
        -- Keys counted before go to zero where no event has them any more.
        SELECT tenant, app_id, attribute, value, service, 0, 0, 0, 0, NULL, NULL, 0
        FROM usage_values AS counted FINAL
        WHERE tenant IN {tenants:Array(String)} AND counted.at = day AND counted.events > 0
    )
    GROUP BY tenant, app_id, attribute, value, service
)
WHERE attribute != ''
