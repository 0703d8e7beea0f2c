-- Whole days only: the busiest hour of each.
INSERT INTO usage_peaks
{{shared.sql}}
    days AS
    (
        SELECT app_id, service, operation_class, toDate(hour) AS day, sum(hours.calls) AS day_calls, max(hours.calls) AS hour_calls, max(hours.bytes) AS hour_bytes,
            max(hours.errors) AS hour_errors, max(hours.reach) AS hour_reach
        FROM hours
        GROUP BY app_id, service, operation_class, day
    )
SELECT {tenant:String} AS tenant, app_id, service, operation_class, day, day_calls, hour_calls, hour_bytes, hour_errors, hour_reach, toUnixTimestamp64Milli(now64(3)) AS version
FROM days
