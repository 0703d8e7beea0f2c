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
