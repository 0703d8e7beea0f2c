-- Events of one hour; every hundredth app does ten times as much, from another place.
INSERT INTO events
WITH
    number % {apps:UInt64} AS app,
    intDiv(number, {apps:UInt64}) AS nth,
    concat('app-', leftPad(toString(app), 6, '0')) AS id,
    app % 100 = 7 AND {is_attack:UInt8} = 1 AS is_odd,
    nth % 5 AS class
SELECT {tenant:String}, 'graph', concat(toString({batch:UInt32}), '-', toString(number)), 'api_call', toDateTime64({from_s:UInt32}, 3, 'UTC') + toIntervalSecond(nth * 7 % 3600), id, concat('App ', toString(app)),
    concat('user-', toString(nth % 50)), 'app_only', 'GET /x', ['mail.read', 'mail.search', 'file.read', 'directory.read', 'chat.read'][class + 1], 'GET', ['exchange', 'exchange', 'onedrive', 'directory', 'teams'][class + 1],
    concat('r', toString(cityHash64(number) % 1000)), 'ok', 200, 4000, NULL, NULL, if(is_odd, '198.51.100.7', concat('203.0.', toString(app % 200), '.9')), '', NULL, if(is_odd, 'curl/8', 'client/2'), 10,
    if(is_odd, 40, 1), '{"scopes":"Mail.Read"}', now64(3) - toIntervalSecond({ago_s:UInt32}), 'bench', number
FROM numbers({apps:UInt64} * {calls:UInt64})
