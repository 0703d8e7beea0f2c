-- One day of events: {first:UInt64} is the number of the first one, {count:UInt64} how many the day has.
INSERT INTO events (tenant, source, event_id, kind, at, app_id, app_name, user_id, actor_type, operation, operation_class, method,
    service, resource, outcome, status_code, bytes_read, bytes_written, rows_read, ip, country, asn, user_agent, duration_ms, count, details,
    received_at, run_id, version)
WITH
    {day_s:UInt32} AS day_s,
    cityHash64(number) AS h,
    cityHash64(number, 1) AS g,
    -- A few apps do most: the first one 5 in 100 of everything, the last of ten thousand some 100 calls a day.
    toUInt32({apps:UInt32} * pow((h % 1000000) / 1000000, 3)) AS app,
    -- Each app does six of sixteen kinds of thing.
    1 + (app + (g % 6)) % 16 AS op,
    ['GET /users/{id}/messages', 'GET /users/{id}/messages/{id}', 'POST /users/{id}/sendMail', 'GET /users/{id}/messages?$search',
     'GET /drives/{id}/items/{id}/content', 'PUT /drives/{id}/items/{id}/content', 'GET /drives/{id}/root/search', 'Sign-in activity',
     'GET /sites/{id}/drive/items/{id}/content', 'PUT /sites/{id}/drive/items/{id}/content', 'GET /chats/{id}/messages', 'POST /chats/{id}/messages',
     'GET /users', 'GET /users/{id}', 'GET /groups/{id}/members', 'POST /users/{id}/mailFolders/inbox/messageRules'][op] AS what,
    ['mail.read', 'mail.read', 'mail.send', 'mail.search', 'file.read', 'file.write', 'file.search', 'auth.sign_in', 'file.read', 'file.write',
     'chat.read', 'chat.write', 'directory.read', 'directory.read', 'directory.read', 'inbox_rule.write'][op] AS class,
    ['exchange', 'exchange', 'exchange', 'exchange', 'onedrive', 'onedrive', 'onedrive', 'directory', 'sharepoint', 'sharepoint', 'teams',
     'teams', 'directory', 'directory', 'directory', 'exchange'][op] AS workload,
    class IN ('mail.read', 'file.read', 'chat.read') AS reads,
    class IN ('mail.send', 'file.write', 'chat.write') AS writes,
    -- Mail reads also stand in the audit log, one in ten of them.
    class = 'mail.read' AND intDiv(g, 7) % 11 = 0 AS audited,
    intDiv(g, 100) % 33 = 0 AS fails,
    intDiv(h, 1000003) % (5 + app % 60) AS person,
    fromUnixTimestamp64Milli(toInt64(day_s) * 1000 + toInt64(intDiv((number - {first:UInt64}) * 86400000, {count:UInt64})), 'UTC') AS moment
SELECT
    'default',
    multiIf(class = 'auth.sign_in', 'entra_sign_in', audited, 'o365_audit', 'ms_graph_activity'),
    toString(number),
    multiIf(class = 'auth.sign_in', 'sign_in', reads OR writes, 'data_transfer', 'api_call'),
    moment,
    concat('5a95e683-0000-4000-8000-', leftPad(toString(app), 12, '0')),
    concat('App ', toString(app)),
    if(app % 5 = 0, '', concat('user', toString((app * 7 + person) % 20000), '@contoso.example')),
    if(app % 5 = 0, 'app_only', 'delegated'),
    what, class, splitByChar(' ', what)[1], workload,
    if(class LIKE 'file.%', concat('item', toString(g % 500)), ''),
    if(fails, 'error', 'ok'),
    if(class = 'auth.sign_in', if(fails, 7000222, 0), if(fails, [403, 404, 429, 500][1 + g % 4], 200)),
    if(reads AND NOT audited AND NOT fails, 1000 + g % 100000, NULL),
    if(writes AND NOT fails, 1000 + g % 50000, NULL),
    NULL,
    concat('203.0.', toString(app % 256), '.', toString(g % 8)),
    ['DE', 'US', 'FR', 'NL', 'IN', 'BR', 'JP', 'GB'][1 + (app + if(g % 50 = 0, 1, 0)) % 8],
    64500 + app % 40,
    concat('agent/', toString(app % 50), '.', toString(intDiv(day_s, 864000) % 10)),
    20 + g % 400, NULL,
    multiIf(class = 'file.read' AND g % 40 = 0, concat('{"sensitivity_label":"', ['Public', 'Internal', 'Confidential', 'Secret'][1 + intDiv(g, 40) % 4], '"}'),
        class = 'auth.sign_in' AND fails, '{"failure_reason":"The provided client secret keys are expired"}', ''),
    moment + INTERVAL 2 SECOND, 'bench', bitNot(number)
FROM numbers_mt({first:UInt64}, {count:UInt64})
SETTINGS max_insert_block_size = 1048576, min_insert_block_size_rows = 1048576
