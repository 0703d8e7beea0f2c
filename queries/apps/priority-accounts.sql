-- One row is one priority account of a tenant. revision is 0 where nobody but the directory said so.
SELECT
    user_id,
    said_id,
    named_by,
    toFloat64(priority_accounts.revision) AS revision,
    note,
    changed_by,
    concat(replaceOne(toString(priority_accounts.changed_at), ' ', 'T'), 'Z') AS changed_at
FROM priority_accounts
WHERE tenant = {tenant:String}
ORDER BY user_key, said_id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
