-- Consents and changes of rights in the usage tables: a few an app and day, some in the last hour.
INSERT INTO {table:Identifier} (tenant, source, app_id, service, operation_class, at, calls, errors, events, version)
SELECT tenant, 'entra_audit', app_id, 'directory', ['consent.grant', 'consent.revoke', 'credential.write', 'app.write', 'role.write'][1 + step % 5],
    toStartOfInterval(fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL (6 + step * 1440) MINUTE, toIntervalSecond({step_s:UInt32})), 3, 0, 3, 1
FROM app_facts AS f FINAL
ARRAY JOIN range(29) AS step
WHERE tenant = 'default'
