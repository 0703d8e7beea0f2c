-- One row is one tenant that knows the app, at most two: more than one means that the caller has to name the tenant.
SELECT DISTINCT tenant
FROM first_seen
WHERE attribute = 'operation_class' AND app_id = {app_id:String} AND ({tenant:String} = '' OR tenant = {tenant:String})
ORDER BY tenant
LIMIT 2
