-- One in twenty of the deviations became an alert; a third of those is new, a third taken up, a third resolved.
INSERT INTO alert_history (tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status, classification, determination, source, app_id, score, first_activity_at, last_activity_at, evidence, comment)
SELECT tenant, hex(cityHash64(app_id, at)), revision, toDateTime64(at, 3, 'UTC') + INTERVAL revision HOUR, 'bench', 'raised', concat('detection_', toString(cityHash64(at) % 20)),
    if(cityHash64(app_id) % 7 = 0, 'P1', 'D1'), concat('Something about ', app_id), ['low', 'medium', 'high'][1 + cityHash64(at) % 3],
    ['new', 'in_progress', 'resolved'][revision], if(revision = 3, ['true_positive', 'informational', 'false_positive'][1 + cityHash64(app_id) % 3], ''), '', source, app_id, score,
    toDateTime64(at, 3, 'UTC'), toDateTime64(at, 3, 'UTC') + INTERVAL 1 HOUR, '{}', ''
FROM deviations FINAL
ARRAY JOIN range(1, 2 + cityHash64(at, app_id) % 3) AS revision
WHERE cityHash64(app_id, at, metric) % 20 = 0 OR (app_id = {app:String} AND at >= fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL 1 HOUR)
