-- The tenants that have apps, or had some when they were last judged.
SELECT tenant FROM first_seen GROUP BY tenant
UNION DISTINCT
SELECT tenant FROM inventory_history WHERE item IN ('app', 'permission') GROUP BY tenant
UNION DISTINCT
SELECT tenant FROM app_facts GROUP BY tenant
