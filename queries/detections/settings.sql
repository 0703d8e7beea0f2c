-- What stands of the settings of detections: of a tenant, or of all.
SELECT
    tenant,
    detection,
    app_id,
    toFloat64(max(settings.revision)) AS revision,
    argMax(state, settings.revision) AS state,
    if(argMax(tuple(settings.until), settings.revision).1 IS NULL, NULL, toFloat64(toUnixTimestamp64Milli(assumeNotNull(argMax(tuple(settings.until), settings.revision).1)))) AS until_ms,
    argMax(sensitivity, settings.revision) AS sensitivity,
    argMax(actor, settings.revision) AS changed_by,
    argMax(note, settings.revision) AS note
FROM detection_settings AS settings
WHERE {tenant:String} = '' OR tenant = {tenant:String}
GROUP BY tenant, detection, app_id
ORDER BY tenant, detection, app_id
