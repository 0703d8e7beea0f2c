-- Policies with who brought them, by name and the newest revision first; newest_only leaves out what stands no more.
SELECT name, revision, state, severity, title, changed_by, changed_at, document
FROM
(
    SELECT
        name, toFloat64(policies.revision) AS revision, state, severity, title,
        actor AS changed_by, concat(replaceOne(toString(policies.recorded_at), ' ', 'T'), 'Z') AS changed_at, document
    FROM policies FINAL
    WHERE tenant = {tenant:String} AND ({name:String} = '' OR name = {name:String})
    ORDER BY name, policies.revision DESC
    LIMIT if({newest_only:UInt8}, 1, 1000000) BY name
)
WHERE {newest_only:UInt8} = 0 OR state != 'deleted'
ORDER BY name, revision DESC
