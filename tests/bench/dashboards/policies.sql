-- Twenty policies, each changed twice.
INSERT INTO policies (tenant, name, revision, recorded_at, actor, title, severity, state, document)
SELECT 'default', concat('policy_', toString(intDiv(number, 3))), 1 + number % 3, fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC'), 'bench', 'Something about apps', 'low',
    ['active', 'audit', 'inactive'][1 + intDiv(number, 3) % 3], ''
FROM numbers(60)
