-- One row is one app as the inventory knows it now (OAuthAppInfo), with what it did in the span.
SELECT
    a.app_id AS app_id,
    a.app_name AS app_name,
    a.status AS status,
    a.publisher AS publisher,
    toUInt32(ifNull(a.verified, 0)) AS publisher_verified,
    a.origin AS origin,
    p.permissions AS permissions,
    toUInt32(c.users) AS consented_users,
    toUInt32(c.by_admin) AS admin_consented,
    toFloat64(u.calls) AS calls,
    toFloat64(u.bytes_read) AS bytes_read
FROM
(
    SELECT tenant, app_id, argMaxIf(app_name, apps.at, app_name != '') AS app_name, argMax(status, apps.at) AS status,
        argMaxIf(publisher, apps.at, publisher != '') AS publisher, max(publisher_verified) AS verified,
        argMaxIf(origin, apps.at, origin != '') AS origin
    FROM apps
    WHERE tenant = {tenant:String}
    GROUP BY tenant, app_id
) AS a
LEFT JOIN
(
    SELECT app_id, arraySort(groupUniqArray(permission)) AS permissions
    FROM app_permissions
    WHERE tenant = {tenant:String} AND state = 'present'
    GROUP BY app_id
) AS p ON p.app_id = a.app_id
LEFT JOIN
(
    SELECT app_id, uniqExactIf(user_id, user_id != '') AS users, max(consent_type != 'user') AS by_admin
    FROM consents
    WHERE tenant = {tenant:String}
    GROUP BY app_id
) AS c ON c.app_id = a.app_id
LEFT JOIN
(
    SELECT app_id, sum(calls) AS calls, sum(ifNull(bytes_read, 0)) AS bytes_read
    FROM usage_hour FINAL
    WHERE tenant = {tenant:String}
        AND usage_hour.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND usage_hour.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    GROUP BY app_id
) AS u ON u.app_id = a.app_id
WHERE {app_id:String} = '' OR a.app_id = {app_id:String}
ORDER BY calls DESC, app_id
LIMIT {limit:UInt32}
