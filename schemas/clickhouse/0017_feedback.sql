CREATE TABLE tenant_calendars
(
    tenant      LowCardinality(String),
    revision    UInt64,
    time_zone   LowCardinality(String),
    country     LowCardinality(String),
    region      LowCardinality(String),
    actor       LowCardinality(String),
    recorded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, revision)
COMMENT 'One row is one change of the calendar that a tenant works by: an IANA time zone, and a country (with a region, or none) whose public holidays it keeps. The highest revision stands; without one, UTC and no holidays.';

CREATE TABLE window_feedback
(
    tenant      LowCardinality(String),
    feedback_id String,
    revision    UInt64,
    kind        LowCardinality(String),
    app_id      String,
    source      LowCardinality(String),
    metric      LowCardinality(String),
    from_at     DateTime('UTC'),
    to_at       DateTime('UTC'),
    reason      String,
    removed     UInt8,
    actor       LowCardinality(String),
    recorded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, feedback_id, revision)
COMMENT 'One row is one revision of what somebody said of windows of usage: mute, maintenance, expected or not_expected, for an app (empty: all), a feed (empty: all) and a metric (empty: all), from from_at until before to_at. The highest revision stands, unless it is removed; none is ever taken away.';

CREATE TABLE baseline_trainings
(
    tenant      LowCardinality(String),
    trained_at  DateTime64(3, 'UTC'),
    history_at  DateTime('UTC'),
    calendars   String,
    feedback    UInt64,
    apps        UInt64,
    baselines   UInt64,
    finished_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(finished_at)
ORDER BY (tenant, trained_at)
COMMENT 'One row is one training: baselines with this trained_at are what usage from history_at to trained_at teaches in these calendars (JSON), with so many windows that people said something of. An empty tenant: of all tenants.';
