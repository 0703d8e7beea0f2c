CREATE TABLE operation_rules
(
    rules_hash      FixedString(64),
    source          LowCardinality(String),
    place           UInt16,
    service         LowCardinality(String),
    keys            Array(String),
    pattern         String,
    operation_class LowCardinality(String),
    moves_content   UInt8,
    loaded_at       DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(loaded_at)
ORDER BY (rules_hash, source, place)
COMMENT 'One row is one rule from an operation to its class, as schemas/operation-classes has it. rules_hash is of the whole set: every set that was ever in use stays, and the one loaded last is in force. Set first: one set is read at a time.';
