-- What a directory would say: for each app its registration and service principal, permissions, a credential, and the users.
INSERT INTO inventory_history (tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, run_id, imported_at)
WITH
    concat('5a95e683-0000-4000-8000-', leftPad(toString(n), 12, '0')) AS app_id,
    fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL 60 DAY AS moment
SELECT 'default', row.1, row.2, row.3, moment, 'present', 'microsoft_graph', row.1, 'list', '',
    CAST((row.4, row.5, 'enabled', '', '', NULL, row.6, true, '', 'none', moment, NULL, [], [], row.7, '00000003-0000-0000-c000-000000000000', 'Microsoft Graph',
        row.8, '', 'delegated', 'user', 'secret', [], row.1 = 'user' AND n % 100 = 0, [], '', [], ''),
        'Tuple(app_id String, name String, status LowCardinality(String), origin LowCardinality(String), home_tenant String, multitenant Nullable(Bool), publisher String, publisher_verified Nullable(Bool), publisher_domain String, certification LowCardinality(String), created_at Nullable(DateTime64(3, \'UTC\')), expires_at Nullable(DateTime64(3, \'UTC\')), reply_urls Array(String), owners Array(String), user_id String, api String, api_name String, permission String, permission_id String, permission_type LowCardinality(String), consent_type LowCardinality(String), credential_kind LowCardinality(String), roles Array(String), priority Nullable(Bool), tags Array(String), notes String, marks Array(LowCardinality(String)), details String)'),
    cityHash64(row), 'bench', moment
FROM (SELECT toUInt32(number) AS n FROM numbers(greatest({apps:UInt32}, 20000)))
ARRAY JOIN arrayConcat(
    if(n < {apps:UInt32}, [('app', concat('0d2f0000-0000-4000-8000-', leftPad(toString(n), 12, '0')), 'service_principal', app_id, concat('App ', toString(n)),
        concat('Publisher ', toString(n % 900)), '', ''), ('app', concat('11b40000-0000-4000-8000-', leftPad(toString(n), 12, '0')), 'application', app_id,
        concat('App ', toString(n)), '', '', ''), ('credential', concat('0d2f0000-0000-4000-8000-', leftPad(toString(n), 12, '0')), 'k1', '', 'secret', '', '', '')], []),
    if(n < {apps:UInt32}, arrayMap(i -> ('permission', concat('0d2f0000-0000-4000-8000-', leftPad(toString(n), 12, '0')), concat('p', toString(i)), '', '', '',
        concat('user', toString((n * 7 + i) % 20000), '@contoso.example'), concat('Permission.', toString(i))), range(1 + n % 12)), []),
    if(n < 20000, [('user', '', concat('77000000-0000-4000-8000-', leftPad(toString(n), 12, '0')), '', '', '', concat('user', toString(n), '@contoso.example'), '')], [])) AS row
