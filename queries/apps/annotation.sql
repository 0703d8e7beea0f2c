-- What people said of one subject (an app, or a user), the newest first: the first row is what stands.
SELECT
    toFloat64(annotations.revision) AS revision,
    concat(replaceOne(toString(max(annotations.recorded_at)), ' ', 'T'), 'Z') AS changed_at,
    any(actor) AS changed_by,
    any(annotations.tags) AS tags,
    any(annotations.note) AS note,
    any(annotations.priority) AS priority,
    any(annotations.owner) AS owner,
    any(annotations.decision) AS decision,
    if(any(annotations.decision_until) IS NULL, NULL, concat(replaceOne(toString(any(annotations.decision_until)), ' ', 'T'), 'Z')) AS decision_until,
    any(annotations.ticket) AS ticket,
    toFloat64(any(annotations.review_days)) AS review_days,
    if(any(annotations.reviewed_at) IS NULL, NULL, concat(replaceOne(toString(any(annotations.reviewed_at)), ' ', 'T'), 'Z')) AS reviewed_at,
    arrayMap(
        e -> CAST((e.policy, concat(replaceOne(toString(e.until), ' ', 'T'), 'Z'), e.reason), 'Tuple(policy String, until String, reason String)'),
        any(annotations.exceptions)) AS exceptions
FROM annotations
WHERE tenant = {tenant:String} AND subject = {subject:String} AND subject_id = {subject_id:String}
GROUP BY annotations.revision
ORDER BY annotations.revision DESC
LIMIT {limit:UInt32}
