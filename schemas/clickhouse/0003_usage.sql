CREATE TABLE usage_minute
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    app_id          String,
    service         LowCardinality(String),
    operation_class LowCardinality(String),
    at              DateTime('UTC'),
    calls           UInt64,
    errors          UInt64,
    bytes_read      Nullable(UInt64),
    bytes_written   Nullable(UInt64),
    rows_read       Nullable(UInt64),
    events          UInt64,
    users           AggregateFunction(uniqCombined(12), String),
    resources       AggregateFunction(uniqCombined(12), String),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMMDD(at)
ORDER BY (tenant, at, app_id, service, operation_class, source)
COMMENT 'One row is one source x app x service x operation class in one minute, recomputed from events whenever the minute was touched. Time first: hours are made from it. Read it with FINAL.';

CREATE TABLE usage_hour AS usage_minute
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMMDD(at)
ORDER BY (tenant, app_id, service, operation_class, at, source)
COMMENT 'One row is one source x app x service x operation class in one hour. App first: one app''s month is read in one go. Read it with FINAL.';

CREATE TABLE usage_day AS usage_minute
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, app_id, service, operation_class, at, source)
COMMENT 'One row is one source x app x service x operation class in one day (UTC). Read it with FINAL.';

CREATE TABLE rollup_state
(
    id         UInt8,
    settled_at DateTime64(3, 'UTC'),
    saved_at   DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(saved_at)
ORDER BY id
COMMENT 'One row: events received before settled_at are in the usage tables.';

CREATE TABLE ingest_runs
(
    run_key     String,
    run_id      String,
    source      LowCardinality(String),
    tenant      LowCardinality(String),
    started_at  DateTime64(3, 'UTC'),
    revision    UInt64,
    cursor      String,
    read        UInt64,
    quarantined UInt64,
    done        UInt8,
    owner       String
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (run_key, run_id)
COMMENT 'One row is one import as far as it was acknowledged. The key is what it imports, so that the same command finds its unfinished run again.';
