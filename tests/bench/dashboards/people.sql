-- Users of the app that is looked at, five hundred a day.
INSERT INTO usage_values (tenant, app_id, attribute, value, service, at, calls, errors, sign_ins, sign_in_errors, bytes_read, bytes_written, events, version)
SELECT 'default', {app:String}, 'user_id', concat('user', toString(number % 500 + intDiv(number, 500) * 10), '@contoso.example'), 'exchange',
    toDateTime(toStartOfDay(fromUnixTimestamp64Milli({end_ms:Int64} - 86400000 * (1 + intDiv(number, 500)), 'UTC')), 'UTC'), 40 + number % 100, 1, 1, 0, 100000, NULL, 40, 1
FROM numbers(15000)
