-- Consents and changes of rights in one of the usage tables, a few an app and day, and sign-ins of the app that is looked at.
INSERT INTO {table:Identifier} (tenant, source, app_id, service, operation_class, at, calls, errors, events, version)
SELECT tenant, feed.1, app_id, 'directory', feed.2,
    toStartOfInterval(fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL (6 + step * 1440) MINUTE, toIntervalSecond({step_s:UInt32})), 30, 1, 30, 1
FROM app_facts AS f FINAL
ARRAY JOIN range({days:UInt32}) AS step
ARRAY JOIN if(app_id = {app:String}, [('entra_sign_in', 'auth.sign_in')],
    [('entra_audit', ['consent.grant', 'consent.revoke', 'credential.write', 'app.write', 'role.write'][1 + (cityHash64(app_id) + step) % 5])]) AS feed
WHERE tenant = 'default'
