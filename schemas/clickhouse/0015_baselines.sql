CREATE TABLE baseline_shapes
(
    tenant     LowCardinality(String),
    source     LowCardinality(String),
    app_id     String,
    metric     LowCardinality(String),
    window_s   UInt32,
    slots      Array(UInt16),
    expected   Array(Float64),
    low        Array(Float64),
    high       Array(Float64),
    samples    Array(UInt32),
    state      LowCardinality(String),
    trained_at DateTime64(3, 'UTC')
)
ENGINE = Null
COMMENT 'One row is what is normal for one app x metric x window in the slots that something is known of. Stored nowhere: a view makes a row of baselines of each slot. A tenth of the bytes that as many rows would be on the way here.';

CREATE MATERIALIZED VIEW baseline_shapes_to_baselines TO baselines AS
SELECT tenant, source, app_id, metric, window_s, slot, expected_in_slot AS expected, low_in_slot AS low, high_in_slot AS high,
    samples_in_slot AS samples, state, trained_at
FROM baseline_shapes
ARRAY JOIN slots AS slot, expected AS expected_in_slot, low AS low_in_slot, high AS high_in_slot, samples AS samples_in_slot;

CREATE TABLE detector_states
(
    history_from_s UInt32,
    base_s         UInt32,
    kind           LowCardinality(String),
    tenant         LowCardinality(String),
    source         LowCardinality(String),
    app_id         String,
    fingerprint    String,
    state          String CODEC(ZSTD),
    saved_at       DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = ReplacingMergeTree(saved_at)
PARTITION BY base_s
ORDER BY (history_from_s, kind, tenant, app_id, source)
TTL saved_at + INTERVAL 4 DAY
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row is what the detector remembers of one app in one feed at a midnight (base_s), of usage from history_from_s on (base64 of its bytes, in a layout named kind), with a fingerprint of that usage: another one now means that the app is walked again. The row without an app is written last and says that all are there. Only saves time: it may be emptied at any moment.';
