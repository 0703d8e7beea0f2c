-- One row, always: alerts of a tenant that are not resolved. A reference that begins with P is a policy's number.
SELECT
    toFloat64(count()) AS unresolved,
    toFloat64(countIf(NOT startsWith(reference, 'P'))) AS from_detections,
    toFloat64(countIf(startsWith(reference, 'P'))) AS from_policies,
    toFloat64(countIf(lower(severity) = 'high')) AS high,
    toFloat64(countIf(lower(severity) = 'medium')) AS medium,
    toFloat64(countIf(lower(severity) = 'low')) AS low,
    toFloat64(uniqExact(app_id)) AS apps
FROM alerts
WHERE tenant = {tenant:String} AND lower(status) != 'resolved' AND hidden_by = ''
