-- What people said of one subject (an app, or a user), the newest first: the first row is what stands.
SELECT
    toFloat64(annotations.revision) AS revision,
    concat(replaceOne(toString(max(annotations.recorded_at)), ' ', 'T'), 'Z') AS changed_at,
    any(actor) AS changed_by,
    any(annotations.tags) AS tags,
    any(annotations.note) AS note,
    any(annotations.priority) AS priority
FROM annotations
WHERE tenant = {tenant:String} AND subject = {subject:String} AND subject_id = {subject_id:String}
GROUP BY annotations.revision
ORDER BY annotations.revision DESC
LIMIT {limit:UInt32}
