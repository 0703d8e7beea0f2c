INSERT INTO alert_history (tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status, classification, determination, source, app_id, score, first_activity_at, last_activity_at, evidence, comment)
SELECT tenant, hex(cityHash64(app_id, at)), revision, toDateTime64(at, 3, 'UTC') + INTERVAL revision HOUR, 'bench', 'raised', concat('detection_', toString(cityHash64(at) % 20)), 'D1', concat('Something about ', app_id),
    ['low', 'medium', 'high'][1 + cityHash64(at) % 3], ['new', 'in_progress', 'resolved'][revision], ['', '', 'false_positive'][revision], '', source, app_id, score, toDateTime64(at, 3, 'UTC'), toDateTime64(at, 3, 'UTC') + INTERVAL 1 HOUR, '{}', ''
FROM deviations FINAL
ARRAY JOIN [1, 2, 3] AS revision
WHERE cityHash64(app_id, at, metric) % 20 = 0
