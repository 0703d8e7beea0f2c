-- One row, always: how many apps a tenant has, of which kinds, as last judged. Deleted apps are left out.
SELECT
    if(count() = 0, NULL, concat(replaceOne(toString(max(app_facts.judged_at)), ' ', 'T'), 'Z')) AS judged_at,
    toFloat64(count()) AS apps,
    toFloat64(countIf(highly_privileged)) AS highly_privileged,
    toFloat64(countIf(overprivileged = 'yes')) AS overprivileged,
    toFloat64(countIf(unused)) AS unused,
    toFloat64(countIf(publisher_verified = false)) AS unverified_publisher,
    toFloat64(countIf(permission_types = ['application'])) AS application_only,
    toFloat64(countIf(new_app)) AS new_apps,
    toFloat64(countIf(origin = 'external' AND publisher_verified = false)) AS external_unverified,
    toFloat64(countIf(in_inventory = false)) AS seen_in_traffic_only,
    toFloat64(countIf(startsWith(status, 'disabled'))) AS disabled,
    toFloat64(countIf(credentials_expiring > 0)) AS credentials_expiring,
    toFloat64(countIf(usage_level = 'high')) AS high_usage
FROM app_facts FINAL
WHERE tenant = {tenant:String} AND app_facts.deleted_at IS NULL
