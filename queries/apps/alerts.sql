-- How many alerts one app has by status and severity.
SELECT status, severity, toFloat64(count()) AS alerts
FROM alerts
WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)}
GROUP BY status, severity
ORDER BY status, severity
