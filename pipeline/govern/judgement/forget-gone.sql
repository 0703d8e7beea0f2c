-- What the judgement of this moment does not have is no app any more: its id has turned out to be another one's.
INSERT INTO app_facts (tenant, app_id, judged_at, gone)
SELECT tenant, app_id, fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC'), 1
FROM app_facts FINAL
WHERE tenant = {tenant:String} AND judged_at < fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
