CREATE TABLE event_keys
(
    identity UInt64,
    place    UInt64,
    tenant   LowCardinality(String),
    minute   DateTime('UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (identity, place)
SETTINGS index_granularity = 512
COMMENT 'One row is one place (hash of at and app_id) that one event (hash of tenant, source and event_id) was seen at; two places of one identity may be a conflict. Sorted by hash, so that a few ids are found among all there ever were, and all of them are compared in one flat walk; hence the small granules.';

CREATE TABLE conflicts
(
    tenant           LowCardinality(String),
    source           LowCardinality(String),
    event_id         String,
    at               DateTime64(3, 'UTC'),
    app_id           String,
    received_at      DateTime64(3, 'UTC'),
    run_id           LowCardinality(String),
    record           String,
    kept_at          DateTime64(3, 'UTC'),
    kept_app_id      String,
    kept_received_at DateTime64(3, 'UTC'),
    state            LowCardinality(String),
    found_at         DateTime64(3, 'UTC'),
    revision         UInt64
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (tenant, source, event_id, at, app_id)
COMMENT 'One row is one copy of an event that said another time or app than the copy received first: what it said (record, JSON), and which copy was kept. state: found (written down, about to be removed) or repaired. A removed copy that comes again replaces its row. Read it with FINAL.';

CREATE TABLE rollup_epochs
(
    tenant LowCardinality(String),
    day    Date,
    raises UInt64
)
ENGINE = SummingMergeTree(raises)
ORDER BY (tenant, day)
COMMENT 'The sum of raises is the epoch of the usage rows of one tenant and day: it leads their version, so that rows made after events were removed win over larger ones made before. Raised by adding a row, so that two who raise at once never share a number.';

CREATE TABLE rollup_faults
(
    found_at       DateTime64(3, 'UTC'),
    usage_table    LowCardinality(String),
    tenant         LowCardinality(String),
    at             DateTime('UTC'),
    keys           UInt32,
    events_kept    Int64,
    events_counted Int64,
    calls_kept     Int64,
    calls_counted  Int64,
    example        String
)
ENGINE = MergeTree
ORDER BY (found_at, usage_table, tenant, at)
COMMENT 'One row is one bucket of a usage table that differed from a recount: how many keys of it, what it said and what was counted, and one of the keys. It was repaired right after. Read by when it was found.';

CREATE TABLE job_progress
(
    job      LowCardinality(String),
    until    DateTime64(3, 'UTC'),
    saved_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(saved_at)
ORDER BY job
COMMENT 'How far a job of the service has come: events received before "until" are done. Read it with FINAL.';

CREATE TABLE retention_changes
(
    name   LowCardinality(String),
    days   UInt32,
    set_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (name, set_at)
COMMENT 'One row is one change of how long a table is kept; 0 days is for ever. All of them are kept: what aged out under an earlier limit is gone under a later one too.';

ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS raw_hash UInt64 MATERIALIZED cityHash64(raw) COMMENT 'Tells a record that comes again from another one at its place.';

CREATE TABLE quarantine_replays
(
    tenant      LowCardinality(String),
    source      LowCardinality(String),
    position    String,
    raw_hash    UInt64,
    run_id      String,
    replayed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(replayed_at)
ORDER BY (tenant, source, position, raw_hash)
COMMENT 'One row is one quarantined record that was taken in the end. It goes by the bytes: the same record delivered again does not open the case again, another one at its place does. Read it with FINAL.';

CREATE VIEW quarantine_cases AS
SELECT q.tenant AS tenant, q.source AS source, q.position AS position, q.reason AS reason, q.detail AS detail, q.raw AS raw,
    q.raw_hash AS raw_hash, q.received_at AS received_at,
    if(r.run_id = '', 'open', 'replayed') AS state,
    if(r.run_id = '', NULL, r.replayed_at) AS replayed_at,
    if(r.run_id = '', q.run_id, r.run_id) AS run_id
FROM quarantine AS q FINAL
LEFT JOIN (SELECT tenant, source, position, raw_hash, run_id, replayed_at FROM quarantine_replays FINAL) AS r
    ON q.tenant = r.tenant AND q.source = r.source AND q.position = r.position AND q.raw_hash = r.raw_hash;
