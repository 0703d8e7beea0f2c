-- Tenants with apps that nobody has judged yet, or about which the inventory has learnt something since.
SELECT tenant
FROM (SELECT DISTINCT tenant, app_id FROM first_seen WHERE attribute = 'operation_class' AND app_id != '')
WHERE (tenant, app_id) NOT IN (SELECT tenant, app_id FROM app_facts)
    AND (tenant, app_id) NOT IN (SELECT tenant, alias FROM app_aliases)
GROUP BY tenant
UNION DISTINCT
SELECT h.tenant AS tenant
FROM (SELECT tenant, max(imported_at) AS imported_at FROM inventory_history GROUP BY tenant) AS h
LEFT JOIN (SELECT tenant, max(judged_at) AS judged_at FROM app_facts GROUP BY tenant) AS f ON f.tenant = h.tenant
WHERE h.imported_at > f.judged_at
