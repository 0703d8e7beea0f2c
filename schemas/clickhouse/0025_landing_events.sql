DROP VIEW IF EXISTS landing_fields_to_judged;

DROP TABLE landing_fields;

CREATE TABLE landing_events
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    run_id          LowCardinality(String),
    batch_id        String,
    keep_from       DateTime64(3, 'UTC'),
    row             UInt64,
    at              DateTime64(3, 'UTC'),
    event_id        String,
    kind            LowCardinality(String),
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
    ip              String,
    country         LowCardinality(String),
    user_agent      LowCardinality(String),
    status_code     Nullable(Int32),
    bytes_read      Nullable(UInt64),
    bytes_written   Nullable(UInt64),
    rows_read       Nullable(UInt64),
    asn             Nullable(UInt32),
    count           Nullable(UInt64),
    duration_ms     Nullable(Float64),
    details         String
)
ENGINE = Null
COMMENT 'One row is one mapped event that the landing would have nothing against, as it says it; what it does not say is empty or missing.';
