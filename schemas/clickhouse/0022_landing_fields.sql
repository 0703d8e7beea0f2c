CREATE TABLE landing_fields
(
    tenant    LowCardinality(String),
    source    LowCardinality(String),
    run_id    LowCardinality(String),
    batch_id  String,
    keep_from DateTime64(3, 'UTC'),
    position  String,
    raw       String,
    reason    LowCardinality(String),
    detail    String,
    given     UInt8,
    e         Tuple(tenant Nullable(String), event_id Nullable(String), kind Nullable(String), at Nullable(String), app_id Nullable(String), app_name Nullable(String), user_id Nullable(String), actor_type Nullable(String), operation Nullable(String), operation_class Nullable(String), method Nullable(String), service Nullable(String), resource Nullable(String), outcome Nullable(String), ip Nullable(String), country Nullable(String), user_agent Nullable(String), status_code Nullable(String), bytes_read Nullable(String), bytes_written Nullable(String), rows_read Nullable(String), asn Nullable(String), duration_ms Nullable(Float64), count Nullable(String), details Nullable(String))
)
ENGINE = Null
COMMENT 'One row is one record that was mapped to the common event: what parsing its line would give (e), and how many fields that are. The other columns are those of landing; the verdict is the same.';
