CREATE TABLE events
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    event_id        String,
    kind            LowCardinality(String),
    at              DateTime64(3, 'UTC'),
    app_id          String,
    app_name        LowCardinality(String),
    user_id         String,
    actor_type      LowCardinality(String),
    operation       LowCardinality(String),
    operation_class LowCardinality(String),
    method          LowCardinality(String),
    service         LowCardinality(String),
    resource        String,
    outcome         LowCardinality(String),
    status_code     Nullable(Int32),
    bytes_read      Nullable(UInt64),
    bytes_written   Nullable(UInt64),
    rows_read       Nullable(UInt64),
    ip              String,
    country         LowCardinality(String),
    asn             Nullable(UInt32),
    user_agent      LowCardinality(String),
    duration_ms     Nullable(Float64),
    count           Nullable(UInt64),
    details         String,
    received_at     DateTime64(3, 'UTC'),
    run_id          LowCardinality(String),
    version         UInt64,
    INDEX received_at_range received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMMDD(at)
ORDER BY (tenant, toStartOfMinute(at), app_id, at, source, event_id)
COMMENT 'One row is one event; the highest version (the first received) wins. Minute first, so that recomputing one minute reads that minute only. Read it with FINAL.';

CREATE TABLE quarantine
(
    tenant      LowCardinality(String),
    source      LowCardinality(String),
    position    String,
    reason      LowCardinality(String),
    detail      String,
    raw         String,
    run_id      LowCardinality(String),
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (tenant, source, position)
COMMENT 'One row is one record we could not take: its raw bytes, why, and where it stood. The key is the place, so that a retry adds nothing. Read it with FINAL.';

CREATE TABLE batches
(
    batch_id    String,
    accepted    UInt64,
    quarantined UInt64,
    received_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(received_at)
ORDER BY batch_id
TTL toDateTime(received_at) + INTERVAL 2 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'What one block of one insert became; the writer asks for its batch_id right after the acknowledgement, hence that key.';

CREATE TABLE touched_minutes
(
    tenant    LowCardinality(String),
    minute    DateTime('UTC'),
    marked_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(marked_at)
ORDER BY marked_at
TTL toDateTime(marked_at) + INTERVAL 2 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is one minute that an insert brought events for. Serves freshness only (the settling pass goes by events.received_at), so the key is when it was marked.';

CREATE TABLE first_seen
(
    tenant    LowCardinality(String),
    app_id    String,
    attribute LowCardinality(String),
    value     String,
    first_at  SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_at   SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, app_id, attribute, value)
COMMENT 'One row is one value of one attribute of one app; minimum and maximum do not count twice, so a view may keep it. App first: it is read one app at a time.';
