CREATE TABLE inventory_history
(
    tenant      LowCardinality(String),
    item        LowCardinality(String),
    app_ref     String,
    key         String,
    at          DateTime64(3, 'UTC'),
    state       LowCardinality(String),
    source      LowCardinality(String),
    list        String,
    via         LowCardinality(String),
    changed_by  String,
    fact        Tuple(app_id String, name String, status LowCardinality(String), origin LowCardinality(String), home_tenant String, multitenant Nullable(Bool), publisher String, publisher_verified Nullable(Bool), publisher_domain String, certification LowCardinality(String), created_at Nullable(DateTime64(3, 'UTC')), expires_at Nullable(DateTime64(3, 'UTC')), reply_urls Array(String), owners Array(String), user_id String, api String, api_name String, permission String, permission_id String, permission_type LowCardinality(String), consent_type LowCardinality(String), credential_kind LowCardinality(String), roles Array(String), priority Nullable(Bool), tags Array(String), notes String, marks Array(LowCardinality(String)), details String),
    hash        UInt64,
    rank        UInt64 DEFAULT bitOr(bitShiftRight(hash, 1), if(state = 'present', toUInt64(9223372036854775808), toUInt64(0))),
    id          UInt128 DEFAULT reinterpretAsUInt128(sipHash128Reference(item, app_ref, key)),
    run_id      LowCardinality(String),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(rank)
ORDER BY (tenant, item, app_ref, key, at)
COMMENT 'One row is what was observed of one thing (item: app, permission, credential, consent, request, definition, alias, user, role_member) at one moment: present with its facts, or deleted. The newest row at or before a moment is the state then. app_ref is the id the source names the app by (app id, object id, service principal id; aliases resolve it when read), key the thing among those of that app. list is the list that shows it, via how we know: list, record or event. Of two observations of one moment the one with the higher rank stands (present before deleted), whichever came first. App first: an app page reads one app. Read it with FINAL, or take the highest (at, rank).';

CREATE TABLE inventory_staging
(
    run_id     LowCardinality(String),
    tenant     LowCardinality(String),
    item       LowCardinality(String),
    app_ref    String,
    key        String,
    at         DateTime64(3, 'UTC'),
    state      LowCardinality(String) DEFAULT 'present',
    source     LowCardinality(String),
    list       String,
    via        LowCardinality(String),
    changed_by String,
    fact       Tuple(app_id String, name String, status LowCardinality(String), origin LowCardinality(String), home_tenant String, multitenant Nullable(Bool), publisher String, publisher_verified Nullable(Bool), publisher_domain String, certification LowCardinality(String), created_at Nullable(DateTime64(3, 'UTC')), expires_at Nullable(DateTime64(3, 'UTC')), reply_urls Array(String), owners Array(String), user_id String, api String, api_name String, permission String, permission_id String, permission_type LowCardinality(String), consent_type LowCardinality(String), credential_kind LowCardinality(String), roles Array(String), priority Nullable(Bool), tags Array(String), notes String, marks Array(LowCardinality(String)), details String),
    hash       UInt64 DEFAULT if(state = 'deleted', toUInt64(0), sipHash64(toString(fact))),
    rank       UInt64 DEFAULT bitOr(bitShiftRight(hash, 1), if(state = 'present', toUInt64(9223372036854775808), toUInt64(0))),
    id         UInt128 DEFAULT reinterpretAsUInt128(sipHash128Reference(item, app_ref, key)),
    staged_at  DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = ReplacingMergeTree(rank)
PARTITION BY run_id
ORDER BY (tenant, item, app_ref, key, at, list)
TTL staged_at + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is one thing an import under way has read; a page that comes twice replaces itself. item list: a whole list that was read (app_ref not empty: the whole list of that app only). The key is that of inventory_history, in a partition of the import of its own. Read it with FINAL.';

CREATE TABLE inventory_changes
(
    run_id     LowCardinality(String),
    tenant     LowCardinality(String),
    item       LowCardinality(String),
    app_ref    String,
    key        String,
    at         DateTime64(3, 'UTC'),
    state      LowCardinality(String),
    source     LowCardinality(String),
    list       String,
    via        LowCardinality(String),
    changed_by String,
    fact       Tuple(app_id String, name String, status LowCardinality(String), origin LowCardinality(String), home_tenant String, multitenant Nullable(Bool), publisher String, publisher_verified Nullable(Bool), publisher_domain String, certification LowCardinality(String), created_at Nullable(DateTime64(3, 'UTC')), expires_at Nullable(DateTime64(3, 'UTC')), reply_urls Array(String), owners Array(String), user_id String, api String, api_name String, permission String, permission_id String, permission_type LowCardinality(String), consent_type LowCardinality(String), credential_kind LowCardinality(String), roles Array(String), priority Nullable(Bool), tags Array(String), notes String, marks Array(LowCardinality(String)), details String),
    hash       UInt64,
    id         UInt128,
    prev_at    DateTime64(3, 'UTC'),
    prev_state LowCardinality(String),
    prev_hash  UInt64,
    found_at   DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (tenant, item, app_ref, key, at)
TTL found_at + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is one difference between an import and what was known at its moment (prev_state empty: nothing). It is worked out once, before anything is written, and everything an import writes is taken from it. Same key as inventory_history, so that writing from it is in order.';

CREATE TABLE inventory_lists
(
    tenant      LowCardinality(String),
    list        String,
    app_ref     String,
    at          DateTime64(3, 'UTC'),
    run_id      LowCardinality(String),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY (tenant, list, app_ref, at)
COMMENT 'One row is one whole list that was read: whatever it covers and does not show was gone at that moment (app_ref not empty: it covers that app only). Written after the changes it brought. The key finds the next one after a moment. Read it with FINAL.';

CREATE VIEW app_aliases AS
SELECT tenant, app_ref AS alias, argMax(fact.app_id, (at, rank)) AS app_id
FROM inventory_history
WHERE item IN ('app', 'alias') AND fact.app_id != ''
GROUP BY tenant, app_ref;

CREATE VIEW inventory_now AS
SELECT tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, imported_at
FROM inventory_history
WHERE at <= now64(3, 'UTC')
ORDER BY tenant, item, app_ref, key, at DESC, rank DESC
LIMIT 1 BY tenant, item, app_ref, key;

CREATE VIEW apps AS
SELECT f.tenant AS tenant, if(f.fact.app_id = '', if(a.app_id = '', f.app_ref, a.app_id), f.fact.app_id) AS app_id, f.key AS part,
    if(f.state = 'deleted', 'deleted', f.fact.status) AS status, f.fact.name AS app_name, f.fact.publisher AS publisher,
    f.fact.publisher_verified AS publisher_verified, f.fact.publisher_domain AS publisher_domain,
    f.fact.certification AS certification, f.fact.origin AS origin, f.fact.home_tenant AS home_tenant,
    f.fact.multitenant AS multitenant, f.fact.created_at AS created_at, f.fact.reply_urls AS reply_urls,
    f.fact.owners AS owners, f.fact.marks AS marks, f.at AS at, f.changed_by AS changed_by, f.source AS source
FROM inventory_now AS f
LEFT JOIN app_aliases AS a ON a.tenant = f.tenant AND a.alias = f.app_ref
WHERE f.item = 'app';

CREATE VIEW app_permissions AS
SELECT f.tenant AS tenant, if(a.app_id = '', f.app_ref, a.app_id) AS app_id, f.state AS state,
    if(r.app_id = '', f.fact.api, r.app_id) AS api, f.fact.api_name AS api_name, f.fact.permission AS permission,
    f.fact.permission_id AS permission_id, f.fact.permission_type AS permission_type,
    f.fact.consent_type AS consent_type, f.fact.user_id AS user_id, f.fact.marks AS marks, f.at AS at,
    f.changed_by AS changed_by, f.source AS source
FROM inventory_now AS f
LEFT JOIN app_aliases AS a ON a.tenant = f.tenant AND a.alias = f.app_ref
LEFT JOIN app_aliases AS r ON r.tenant = f.tenant AND r.alias = f.fact.api
WHERE f.item = 'permission';

CREATE VIEW app_credentials AS
SELECT f.tenant AS tenant, if(a.app_id = '', f.app_ref, a.app_id) AS app_id, f.key AS key_id, f.state AS state,
    f.fact.credential_kind AS credential_kind, f.fact.name AS name, f.fact.created_at AS created_at,
    f.fact.expires_at AS expires_at, f.at AS at, f.changed_by AS changed_by, f.source AS source
FROM inventory_now AS f
LEFT JOIN app_aliases AS a ON a.tenant = f.tenant AND a.alias = f.app_ref
WHERE f.item = 'credential';

CREATE VIEW consents AS
SELECT tenant, app_id, consent_type, user_id, min(at) AS at, groupUniqArray(permission) AS permissions
FROM
(
    SELECT tenant, app_id, consent_type, user_id, at, permission
    FROM app_permissions
    WHERE state = 'present' AND permission_type = 'delegated'
    UNION ALL
    SELECT f.tenant AS tenant, if(a.app_id = '', f.app_ref, a.app_id) AS app_id, f.fact.consent_type AS consent_type,
        f.fact.user_id AS user_id, f.at AS at, f.fact.permission AS permission
    FROM inventory_now AS f
    LEFT JOIN app_aliases AS a ON a.tenant = f.tenant AND a.alias = f.app_ref
    WHERE f.item = 'consent' AND f.state = 'present'
)
GROUP BY tenant, app_id, consent_type, user_id;
