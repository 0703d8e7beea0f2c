-- One alert for each app and span of days in a row on which an active policy matched it: raised once, on whichever day of
-- the span the policy is active, and left to people from then on.
INSERT INTO alert_history
    (tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status, classification,
    determination, source, app_id, score, first_activity_at, last_activity_at, evidence)
WITH
    fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC') AS until,
    spans AS
    (
        SELECT app_id, max(day) AS last_day, arraySort(groupUniqArray(toUInt16(day))) AS days,
            -- The last day that has none before it begins the span.
            toDate(arrayMax(each -> if(has(days, each - 1), 0, each), days)) AS first_day
        FROM policy_matches
        WHERE tenant = {tenant:String} AND policy = {policy:String} AND day <= toDate(until)
        GROUP BY app_id
    )
SELECT {tenant:String} AS owner, lower(substring(hex(SHA256(toJSONString(['policy', owner, {policy:String}, s.app_id, toString(s.first_day)]))), 1, 32)) AS found_uid,
    1, until, 'tidemark', 'raise', 'policy', {reference:String}, concat(if(f.app_name = '', concat('App ', s.app_id), f.app_name), ': ', {title:String}),
    {severity:String}, 'new', '', '', '', s.app_id, 0, toDateTime64(s.first_day, 3, 'UTC'), until,
    toJSONString(map('policy', {policy:String}, 'document', {document:String}, 'first_day', toString(s.first_day), 'table', 'policy_matches'))
FROM spans AS s
LEFT JOIN (SELECT app_id, app_name FROM app_facts FINAL WHERE tenant = {tenant:String}) AS f ON f.app_id = s.app_id
WHERE s.last_day = toDate(until) AND found_uid NOT IN (SELECT uid FROM alert_history WHERE tenant = {tenant:String} AND detection = 'policy')
