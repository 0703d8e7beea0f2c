-- The hours of one day straight from the events: what minutes on the way would come to.
INSERT INTO usage_hour (tenant, source, app_id, service, operation_class, at, calls, errors, bytes_read, bytes_written, rows_read, events, users, resources, version)
SELECT tenant, source, app_id, service, operation_class, toStartOfHour(toDateTime(events.at, 'UTC')) AS hour, count(), countIf(outcome = 'error'),
    sum(bytes_read), sum(bytes_written), sum(rows_read), count(),
    uniqCombinedStateIf(12)(user_id, user_id != ''), uniqCombinedStateIf(12)(resource, resource != ''), count()
FROM events
WHERE events.at >= toDateTime64({day_s:UInt32}, 3, 'UTC') AND events.at < toDateTime64({day_s:UInt32} + 86400, 3, 'UTC')
GROUP BY tenant, source, app_id, service, operation_class, hour
