-- What people and administrators did to an app, one row an act: consent given, refused, taken back; a credential added; a
-- permission requested or granted; an inbox rule written; a machine made.
{{../shared.sql}}
    acts AS
    (
        SELECT event_id, kind, operation_class, operation, outcome, status_code, user_id, lower(service) AS service, events.at AS at,
            if(events.app_id != '', events.app_id, if(JSONExtractString(details, 'client_object_id') != '', JSONExtractString(details, 'client_object_id'), JSONExtractString(details, 'target_object_id'))) AS app_ref,
            multiIf(
                operation_class = 'auth.sign_in', if(outcome = 'error' AND (status_code IN (65004, 90094) OR match(details, '(?i)declined to consent|consent[^"]{0,40}(declin|denied|reject|refus)|(declin|denied|reject|refus)[^"]{0,40}consent')), 'consent_rejected', ''),
                operation_class = 'consent.revoke', 'consent_revoked',
                operation_class = 'consent.grant', if(outcome = 'error' OR match(operation, '(?i)declin|refus|reject|denied|cancel'), 'consent_rejected',
                    if(match(JSONExtractString(details, 'consent_type'), '(?i)^(admin|allprincipals)') OR match(operation, '(?i)permission grant|app role assignment|permissiongrant'), 'permission_granted', 'consent_given')),
                outcome = 'error', '',
                operation_class = 'credential.write', if(match(operation, '(?i)^\\s*(remove|delete)'), '', 'credential_change'),
                operation_class = 'app.write', if(JSONHas(details, 'requested_permissions'), 'permission_requested', if(match(operation, '(?i)policy|role|createuser'), 'rights_changed', '')),
                '') AS act,
            details
        FROM events FINAL
        WHERE tenant = {tenant:String} AND events.at >= from_at AND events.at < until_at
            AND operation_class IN ('consent.grant', 'consent.revoke', 'credential.write', 'app.write', 'auth.sign_in')
            AND (operation_class != 'auth.sign_in' OR outcome = 'error')
    )
SELECT if(a.app_id = '', c.app_ref, a.app_id) AS app_id, c.act AS signal, c.service AS service, c.operation_class AS operation_class,
    if(c.user_id != '' AND c.act LIKE 'consent%', lower(c.user_id), c.event_id) AS value, min(c.at) AS at, at AS until, 0.5 AS strength, 1. AS observed, CAST(NULL, 'Nullable(Float64)') AS usual,
    toJSONString(tuple(any(c.event_id), any(c.operation), any(c.user_id),
        any(JSONExtractString(c.details, 'consent_type')), any(if(JSONExtractString(c.details, 'permissions') = '', JSONExtractString(c.details, 'scope'), JSONExtractString(c.details, 'permissions'))))
        ::Tuple(event_id String, operation String, user_id String, consent_type String, permissions String)) AS evidence
FROM acts AS c
LEFT JOIN aliases AS a ON a.app_ref = c.app_ref
WHERE c.act != '' AND app_id != '' AND (empty(named_apps) OR has(named_apps, app_id))
GROUP BY app_id, signal, service, operation_class, value, c.at
