-- What operators said of apps of a tenant (empty: of all), and what still holds.
SELECT match, value, kind, vendor, tenant
FROM known_apps FINAL
WHERE list_hash = '' AND kind != '' AND ({tenant:String} = '' OR tenant IN ('', {tenant:String}))
ORDER BY tenant, match, value
