-- One row is one service that an app of the tenant used.
SELECT DISTINCT service::String AS service
FROM usage_day
WHERE tenant = {tenant:String} AND service != '' AND events > 0
ORDER BY service
LIMIT {limit:UInt32}
