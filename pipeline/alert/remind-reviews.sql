-- One alert for each moment at which an app was to be looked at again and was not.
INSERT INTO alert_history
    (tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status, classification,
    determination, source, app_id, score, first_activity_at, last_activity_at, evidence, assignee)
WITH
    fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC') AS now,
    said AS
    (
        SELECT tenant, subject_id AS app_id, argMax(owner, a.revision) AS owner, argMax(decision, a.revision) AS decision,
            argMax(tuple(a.decision_until), a.revision).1 AS decision_until, argMax(a.review_days, a.revision) AS review_days,
            ifNull(argMax(tuple(a.reviewed_at), a.revision).1, min(a.recorded_at)) AS reviewed_at
        FROM annotations AS a
        WHERE subject = 'app'
        GROUP BY tenant, app_id
    ),
    due AS
    (
        SELECT tenant, app_id, owner, 'review_due' AS detection, reviewed_at + toIntervalDay(review_days) AS due_at,
            concat(' is to be reviewed since ', toString(toDate(due_at))) AS says
        FROM said WHERE review_days > 0
        UNION ALL
        SELECT tenant, app_id, owner, 'decision_expired', assumeNotNull(decision_until),
            concat(' was ', decision, ' until ', toString(toDate(assumeNotNull(decision_until))), ': decide again')
        FROM said WHERE decision != '' AND decision_until IS NOT NULL
    )
SELECT d.tenant, lower(substring(hex(SHA256(toJSONString([d.detection, d.tenant, d.app_id, toString(d.due_at)]))), 1, 32)) AS found_uid,
    1, now, 'tidemark', 'raise', d.detection, '', concat(if(f.app_name = '', concat('App ', d.app_id), f.app_name), d.says), 'low', 'new', '', '',
    '', d.app_id, 0, d.due_at, now, toJSONString(map('owner', d.owner, 'due_at', toString(d.due_at), 'table', 'annotations')), d.owner
FROM due AS d
LEFT JOIN (SELECT tenant, app_id, app_name FROM app_facts FINAL) AS f ON f.tenant = d.tenant AND f.app_id = d.app_id
WHERE d.due_at <= now AND found_uid NOT IN (SELECT uid FROM alert_history WHERE detection IN ('review_due', 'decision_expired'))
