-- The apps, and three rights of each.
INSERT INTO inventory_history (tenant, item, app_ref, key, at, state, source, via, fact, hash, imported_at)
WITH
    concat('app-', leftPad(toString(app), 6, '0')) AS id,
    toDateTime64({from_s:UInt32}, 3, 'UTC') AS made_at
SELECT 'bench', if(part = 0, 'app', 'permission'), id, toString(part), made_at, 'present', 'tidemark', 'list',
    tuple(id, concat('App ', toString(app)), 'enabled', if(app % 3 = 0, 'internal', 'external'), if(app % 3 = 0, 'home', concat('tenant-', toString(app))), app % 3 > 0, 'Publisher', app % 2 = 0,
        concat('app', toString(app), '.example'), '', toNullable(made_at), NULL, [concat('https://app', toString(app), '.example/cb')], CAST([], 'Array(String)'), '', 'graph', 'Microsoft Graph',
        ['', 'Mail.Read', 'Files.Read.All', 'User.Read.All'][part + 1], '', 'application', '', '', CAST([], 'Array(String)'), NULL, CAST([], 'Array(String)'), '', CAST([], 'Array(String)'), ''),
    1, now64(3) - INTERVAL 2 HOUR
FROM (SELECT number % 4 AS part, intDiv(number, 4) AS app FROM numbers({apps:UInt64} * 4))
