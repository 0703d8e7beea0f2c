-- Addresses that the app that is looked at showed in its last days, the latest minutes ago.
INSERT INTO first_seen (tenant, app_id, attribute, value, first_at, last_at)
WITH fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL (7 + number * 300) MINUTE AS moment
SELECT 'default', {app:String}, 'ip', concat('198.51.100.', toString(number)), moment, moment
FROM numbers(100)
