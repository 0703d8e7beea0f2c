CREATE TABLE signals
(
    tenant          LowCardinality(String),
    app_id          String,
    signal          LowCardinality(String),
    service         LowCardinality(String),
    operation_class LowCardinality(String),
    value           String,
    at              DateTime64(3, 'UTC'),
    until           DateTime64(3, 'UTC'),
    strength        Float64,
    observed        Float64,
    usual           Nullable(Float64),
    evidence        String,
    withdrawn       UInt8,
    written_at      DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY (tenant, app_id, signal, service, operation_class, value, at)
COMMENT 'One row is one fact about one app (an OAuth app, or the principal that a feed gives in its place) from at to until: what was observed, what is usual, and how far from it that is (strength, 0 to 1). A pure function of usage, events and inventory; found again, nothing is written; withdrawn = 1 when later data took it back. App first: detections read one app at a time. Read it with FINAL.';

CREATE TABLE usage_peaks
(
    tenant          LowCardinality(String),
    app_id          String,
    service         LowCardinality(String),
    operation_class LowCardinality(String),
    day             Date,
    calls           UInt64,
    hour_calls      UInt64,
    hour_bytes      UInt64,
    hour_errors     UInt64,
    hour_reach      UInt64,
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, day, app_id, service, operation_class)
COMMENT 'One row is how much one app x service x operation class did on one day (UTC) and in the busiest hour of it: what a spike is held against. Made from usage_hour; of feeds that saw the same acts the one that saw most counts. Day first: a run reads the last weeks of all apps. Read it with FINAL.';
