CREATE TABLE app_facts
(
    tenant               LowCardinality(String),
    app_id               String,
    judged_at            DateTime64(3, 'UTC'),
    gone                 UInt8,
    app_name             String,
    publisher            String,
    publisher_verified   Nullable(Bool),
    publisher_domain     String,
    certification        LowCardinality(String),
    origin               LowCardinality(String),
    status               LowCardinality(String),
    home_tenant          String,
    multitenant          Nullable(Bool),
    marks                Array(LowCardinality(String)),
    created_at           Nullable(DateTime64(3, 'UTC')),
    last_modified_at     Nullable(DateTime64(3, 'UTC')),
    first_seen_at        Nullable(DateTime64(3, 'UTC')),
    last_used_at         Nullable(DateTime64(3, 'UTC')),
    in_inventory         Bool,
    deleted_at           Nullable(DateTime64(3, 'UTC')),
    first_party          Bool,
    well_known_vendor    String,
    privilege_level      LowCardinality(String),
    highly_privileged    Bool,
    permissions          Array(Tuple(permission String, api String, api_name String, type LowCardinality(String), level LowCardinality(String), consent_type LowCardinality(String), users UInt64, granted_at DateTime64(3, 'UTC'), use LowCardinality(String), last_used_at Nullable(DateTime64(3, 'UTC')), smaller String)),
    permission_types     Array(LowCardinality(String)),
    graph_access         Bool,
    other_access         Bool,
    services             Array(LowCardinality(String)),
    overprivileged       LowCardinality(String),
    unused_permissions   Array(String),
    smaller_permissions  Array(String),
    unused               Bool,
    unused_days          Nullable(UInt32),
    new_app              Bool,
    credentials          UInt32,
    credentials_expiring UInt32,
    credentials_expired  UInt32,
    credentials_unused   UInt32,
    credential_expires_at Nullable(DateTime64(3, 'UTC')),
    consent_users        UInt64,
    reachable_users      Nullable(UInt64),
    consent_type         LowCardinality(String),
    priority_consent     Bool,
    consent_grants_30d   UInt64,
    calls_30d            UInt64,
    previous_calls_30d   UInt64,
    errors_30d           UInt64,
    bytes_read_30d       Nullable(UInt64),
    bytes_written_30d    Nullable(UInt64),
    previous_bytes_30d   Nullable(UInt64),
    users_30d            UInt64,
    sign_ins_30d         UInt64,
    sign_in_failures_30d UInt64,
    usage_level          LowCardinality(String),
    sensitivity_labels   Array(String),
    open_alerts          UInt64,
    peer_group           String,
    risk_score           UInt8,
    risk_parts           Array(Tuple(part LowCardinality(String), points Int16)),
    owners               Array(String),
    tags                 Array(String)
)
ENGINE = ReplacingMergeTree(judged_at, gone)
ORDER BY (tenant, app_id)
COMMENT 'One row is one app of a tenant as it was last judged, by the rules of docs/app-judgement.md; gone = 1: there is no such app any more (its id turned out to be another name of one). App first: a page of the list is looked up by its ids. What no feed gives is null. Read it with FINAL, which leaves out what is gone.';

CREATE TABLE seen_days
(
    tenant    LowCardinality(String),
    app_id    String,
    attribute LowCardinality(String),
    value     String,
    day       Date,
    first_at  SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_at   SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, app_id, attribute, value, day)
COMMENT 'One row is one value (attribute: operation that was not refused, credential, sensitivity_label) of one app on one day (UTC). Minimum and maximum do not count twice, so a span of events may be read again. App first: permissions are held against the operations of an app.';

CREATE TABLE known_permissions
(
    list_hash  String,
    number     UInt32,
    permission String,
    api        LowCardinality(String),
    type       LowCardinality(String),
    level      LowCardinality(String),
    judged_by  LowCardinality(String),
    resource   LowCardinality(String),
    writes     UInt8,
    smaller    Array(UInt32),
    elsewhere  Array(UInt32)
)
ENGINE = ReplacingMergeTree
ORDER BY (list_hash, number)
COMMENT 'One row is one permission that Tidemark knows, as its table of that hash has it. number: smaller ones allow less. smaller: those about the same resource and of the same reach that may stand in for it, the smallest first; elsewhere: those about other resources, which may where they are the least for every call. judged_by: operation (we know what it allows), or nothing. Loaded by the job that judges apps; the key is the version in force.';

CREATE TABLE operation_permissions
(
    list_hash   String,
    operation   String,
    permissions Array(UInt32),
    least       Array(UInt32)
)
ENGINE = ReplacingMergeTree
ORDER BY (list_hash, operation)
COMMENT 'One row is one operation that apps were seen to call, with the numbers of the known_permissions that allow it; least: of those that Microsoft calls the least privileged for it. Loaded by the job that judges apps.';

CREATE TABLE known_apps
(
    list_hash String,
    tenant    LowCardinality(String),
    match     LowCardinality(String),
    value     String,
    kind      LowCardinality(String),
    vendor    String,
    set_at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY (list_hash, tenant, match, value)
COMMENT 'One row says of the apps with this app_id, home_tenant or publisher_domain (match) that they are first_party, of a well-known vendor, or (kind: none) neither after all. list_hash: the list that Tidemark brings, of that hash; empty: an operator''s word, which goes before it (kind empty: taken back). tenant empty: of every tenant; a tenant''s own word goes before that. Read it with FINAL.';

CREATE TABLE judging_things
(
    run_id       String,
    app_id       String,
    item         LowCardinality(String),
    key          String,
    api          String,
    api_is_known Bool,
    api_name     LowCardinality(String),
    type         LowCardinality(String),
    permission   String,
    person       String,
    consent_type LowCardinality(String),
    began_at     DateTime64(3, 'UTC'),
    expires_at   Nullable(DateTime64(3, 'UTC')),
    made_at      DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (item, app_id)
TTL made_at + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is one permission, consent or credential that stands, as a judgement under way sees it. The judgement removes its partition when it is done; a killed one''s ages out.';

CREATE TABLE judging_apps
(
    run_id             String,
    app_id             String,
    is_known           Bool,
    stands             Bool,
    name               String,
    said_status        LowCardinality(String),
    said_origin        LowCardinality(String),
    is_registered_here Bool,
    publisher          String,
    publisher_domain   String,
    certification      LowCardinality(String),
    home_tenant        String,
    multitenant        Nullable(Bool),
    verified           Nullable(Bool),
    created_at         Nullable(DateTime64(3, 'UTC')),
    changed_at         DateTime64(3, 'UTC'),
    marks              Array(LowCardinality(String)),
    owners             Array(String),
    tags               Array(String),
    first_seen_at      Nullable(DateTime64(3, 'UTC')),
    seen_name          String,
    kind               LowCardinality(String),
    vendor             String,
    made_at            DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY app_id
TTL made_at + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is one app with what is said of it, as a judgement under way sees it. The judgement removes its partition when it is done; a killed one''s ages out.';
