-- One row is one app of the category asked for, as last judged, the riskiest first. Deleted apps are left out.
SELECT
    app_id,
    if(app_name = '', app_id, app_name) AS app_name,
    publisher,
    toFloat64(app_facts.risk_score) AS risk_score,
    toString(privilege_level) AS privilege_level,
    toFloat64(app_facts.unused_days) AS unused_days,
    arrayStringConcat(app_facts.unused_permissions, ', ') AS unused_permissions,
    arrayStringConcat(app_facts.smaller_permissions, ', ') AS smaller_permissions,
    toFloat64(app_facts.credentials_expired) AS credentials_expired,
    toFloat64(app_facts.credentials_expiring) AS credentials_expiring,
    toFloat64(app_facts.credentials_unused) AS credentials_unused,
    credential_expires_at,
    arrayStringConcat(app_facts.owners, ', ') AS owners,
    last_used_at,
    toFloat64(app_facts.consent_users) AS consent_users
FROM app_facts FINAL
WHERE tenant = {tenant:String} AND deleted_at IS NULL
    AND multiIf({category:String} = 'unused', unused, {category:String} = 'overprivileged', overprivileged = 'yes',
        {category:String} = 'credentials', app_facts.credentials_expired + app_facts.credentials_expiring + app_facts.credentials_unused > 0,
        {category:String} = 'unverified', origin = 'external' AND publisher_verified = false, app_facts.risk_score > 0)
ORDER BY risk_score DESC, app_name, app_id
LIMIT {limit:UInt32}
