-- Calls that apps were seen to make, and that are not yet held against the permissions of the list in force.
SELECT DISTINCT value AS call
FROM seen_days
WHERE attribute = 'call' AND value NOT IN (SELECT operation FROM operation_permissions WHERE list_hash = {list_hash:String})
LIMIT {limit:UInt32}
