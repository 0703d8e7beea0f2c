-- What only single events tell, hour by hour: calls of Exchange Web Services, mail marked as important that was read, a cloud
-- machine's role used from elsewhere, and logging that was switched off.
{{../shared.sql}}
    told AS
    (
        SELECT events.app_id AS app_ref, lower(events.service) AS service, toStartOfHour(events.at) AS hour, events.at AS at, events.event_id AS event_id, events.resource AS resource,
            events.operation AS operation, events.operation_class AS operation_class, events.user_agent AS user_agent, events.ip AS ip,
            multiIf(
                match(events.service, '(?i)^ews$|exchange web services') OR match(events.operation, '(?i)(^|[^a-z])ews([^a-z]|$)') OR match(events.user_agent, '(?i)client=webservices|exchangeservicesclient|exchangewebservices'), 'ews_use',
                events.operation_class = 'mail.read' AND match(events.details, '(?i)"(importance|mail_importance|priority)":\\s*"?(high|important|2)'), 'important_mail',
                events.source = 'aws_cloudtrail' AND match(events.details, '"session_name":"i-[0-9a-f]{8,}"') AND match(events.user_agent, '(?i)darwin|windows|macos|kali|pacu|boto3/.*(darwin|windows)'), 'instance_role_outside',
                match(events.operation, '(?i)^(stoplogging|deletetrail|updatetrail|puteventselectors|deleteflowlogs|disablesecurityhub|deletedetector|leaveorganization)$'), 'logging_off',
                '') AS signal
        FROM events FINAL
        WHERE tenant = {tenant:String} AND events.at >= from_at AND events.at < until_at AND events.app_id != ''
            AND (events.operation_class LIKE 'mail.%' OR events.source = 'aws_cloudtrail' OR lower(events.service) = 'ews' OR events.operation ILIKE '%ews%')
    )
SELECT if(a.app_id = '', t.app_ref, a.app_id) AS app_id, t.signal AS signal, t.service AS service, t.operation_class AS operation_class, if(t.signal IN ('ews_use', 'important_mail'), '', t.operation::String) AS value,
    min(t.at) AS at, max(t.at) AS until, 0.6 AS strength, toFloat64(count()) AS observed, CAST(NULL, 'Nullable(Float64)') AS usual,
    toJSONString(tuple(any(t.event_id), any(t.operation), any(t.user_agent), any(t.ip), any(t.resource))::Tuple(event_id String, operation String, user_agent String, ip String, resource String)) AS evidence
FROM told AS t
LEFT JOIN aliases AS a ON a.app_ref = t.app_ref
WHERE t.signal != '' AND (empty(named_apps) OR has(named_apps, app_id))
GROUP BY app_id, signal, service, operation_class, value, t.hour
