-- Facts of every app as a judgement would write them, from the usage there is and the number of the app.
INSERT INTO app_facts (tenant, app_id, judged_at, app_name, publisher, publisher_verified, certification, origin, status, created_at,
    last_modified_at, first_seen_at, last_used_at, in_inventory, privilege_level, highly_privileged, permissions, permission_types, graph_access,
    services, overprivileged, unused_permissions, unused, new_app, credentials, consent_users, consent_type, calls_30d, errors_30d, bytes_read_30d,
    bytes_written_30d, usage_level, sensitivity_labels, risk_score)
WITH toUInt32(substring(app_id, 25)) AS n, fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') AS end
SELECT 'default', app_id, end, concat('App ', toString(n)), concat('Publisher ', toString(n % 900)), n % 3 != 0, ['none', 'attested', 'certified'][1 + n % 3],
    ['external', 'internal'][1 + n % 2], if(n % 50 = 0, 'disabled', 'enabled'), end - INTERVAL n % 900 DAY, end - INTERVAL n % 90 DAY,
    end - INTERVAL 30 DAY, end - INTERVAL n % 20 DAY, true, ['high', 'medium', 'low'][1 + n % 3] AS level, n % 3 = 0,
    arrayMap(i -> (concat('Permission.', toString(i)), '00000003-0000-0000-c000-000000000000', 'Microsoft Graph', 'delegated', level, 'user', toUInt64(5),
        end - INTERVAL 90 DAY, if(i % 3 = 0, 'unused', 'used'), end - INTERVAL 1 DAY, ''), range(1 + n % 12)),
    [['delegated', 'application'][1 + n % 2]], true, arraySort(groupUniqArray(toString(service))), if(n % 4 = 0, 'yes', 'no'),
    if(n % 4 = 0, ['Permission.0'], []), n % 40 = 0, n % 100 = 0, 2, n % 60, if(n % 7 = 0, 'admin', 'user'), sum(u.calls), sum(u.errors), sum(u.bytes_read),
    sum(u.bytes_written), multiIf(sum(u.calls) > 10000, 'high', sum(u.calls) > 2000, 'medium', 'low'),
    if(n % 5 = 0, ['Confidential'], []), 1 + n % 100
FROM usage_day AS u FINAL
WHERE tenant = 'default'
GROUP BY app_id
