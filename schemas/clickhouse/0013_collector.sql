CREATE TABLE collector_cursors
(
    tenant     LowCardinality(String),
    source     LowCardinality(String),
    collection LowCardinality(String),
    origin     String,
    delta_link String,
    apis       Array(String),
    whole_at   DateTime64(3, 'UTC'),
    read_at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(read_at)
ORDER BY (tenant, source, collection)
COMMENT 'One row is how far the collector has come with one collection of a directory: where later changes will stand (delta_link), when the whole list was last read, and, with service principals, which of them are APIs with application permissions. origin is the directory. Written after what was read is in the inventory, so that a killed run reads it again. Few rows; the key is who and what. Read it with FINAL.';
