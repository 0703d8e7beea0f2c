CREATE TABLE baselines
(
    tenant     LowCardinality(String),
    source     LowCardinality(String),
    app_id     String,
    metric     LowCardinality(String),
    window_s   UInt32,
    slot       UInt16,
    expected   Nullable(Float64),
    low        Nullable(Float64),
    high       Nullable(Float64),
    samples    UInt32,
    state      LowCardinality(String),
    trained_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(trained_at)
ORDER BY (tenant, app_id, source, metric, window_s, slot)
COMMENT 'One row is what is normal for one app x metric x window in one slot (hour of the week from Monday 00:00 UTC, or day of the week). App first: an app page reads all slots of one app. Read it with FINAL.';

CREATE TABLE deviations
(
    tenant       LowCardinality(String),
    source       LowCardinality(String),
    app_id       String,
    metric       LowCardinality(String),
    window_s     UInt32,
    at           DateTime('UTC'),
    observed     Nullable(Float64),
    expected     Nullable(Float64),
    low          Nullable(Float64),
    high         Nullable(Float64),
    score        Float64,
    direction    LowCardinality(String),
    state        LowCardinality(String),
    contributors String,
    withdrawn    UInt8,
    revision     UInt64
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, app_id, source, metric, window_s, at)
COMMENT 'One row is one scored window outside its range; withdrawn = 1 when later data put it back inside. Read it with FINAL.';

CREATE TABLE alert_history
(
    tenant            LowCardinality(String),
    uid               String,
    revision          UInt64,
    recorded_at       DateTime64(3, 'UTC'),
    actor             LowCardinality(String),
    action            LowCardinality(String),
    detection         LowCardinality(String),
    reference         LowCardinality(String),
    title             String,
    severity          LowCardinality(String),
    status            LowCardinality(String),
    classification    LowCardinality(String),
    determination     LowCardinality(String),
    source            LowCardinality(String),
    app_id            String,
    score             Float64,
    first_activity_at DateTime64(3, 'UTC'),
    last_activity_at  DateTime64(3, 'UTC'),
    evidence          String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(first_activity_at)
ORDER BY (tenant, uid, revision)
COMMENT 'One row is one revision of one alert, append-only; writing the same revision again changes nothing.';

CREATE VIEW alerts AS
SELECT tenant, uid, revision, recorded_at, detection, reference, title, severity, status, classification, determination,
    source, app_id, score, first_activity_at, last_activity_at, evidence
FROM alert_history
ORDER BY tenant, uid, revision DESC
LIMIT 1 BY tenant, uid;
