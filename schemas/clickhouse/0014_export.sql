ALTER TABLE alert_history ADD COLUMN IF NOT EXISTS received_at DateTime64(3, 'UTC') DEFAULT recorded_at COMMENT 'When the store got the row, by the server''s clock: what goes out goes out in this order.';

ALTER TABLE alert_history MATERIALIZE COLUMN received_at SETTINGS mutations_sync = 2;

ALTER TABLE alert_history MODIFY COLUMN received_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC');

ALTER TABLE alert_history MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild';

ALTER TABLE alert_history ADD PROJECTION IF NOT EXISTS by_received
(
    SELECT received_at, tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status,
        classification, determination, source, app_id, score, first_activity_at, last_activity_at, evidence
    ORDER BY received_at, tenant, uid, revision
);

ALTER TABLE alert_history MATERIALIZE PROJECTION by_received SETTINGS mutations_sync = 2;

CREATE TABLE export_cursors
(
    destination LowCardinality(String),
    epoch       UInt32,
    received_at DateTime64(3, 'UTC'),
    tenant      String,
    uid         String,
    revision    UInt64,
    saved_at    DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY destination
COMMENT 'One row is how far one destination has come: everything of alert_history up to this place is delivered or in its dead letters. version: epoch * 2^40 + step; a replay raises the epoch, so that whoever still counts in the old one loses. Read it with FINAL.';

CREATE TABLE export_deliveries
(
    destination  LowCardinality(String),
    epoch        UInt32,
    received_at  DateTime64(3, 'UTC'),
    key          UInt128,
    delivered_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (destination, epoch, received_at, key)
TTL toDateTime(delivered_at) + INTERVAL 7 DAY
COMMENT 'One row is one revision of an alert (key: a hash of tenant, uid, revision) that is settled beyond the cursor of its destination, which stays behind while rows may still appear before it. By time, as only those past the cursor are asked for.';

CREATE TABLE export_dead_letters
(
    destination LowCardinality(String),
    tenant      LowCardinality(String),
    uid         String,
    revision    UInt64,
    received_at DateTime64(3, 'UTC'),
    state       LowCardinality(String),
    answer      String,
    refused_at  DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(refused_at)
ORDER BY (destination, tenant, uid, revision)
COMMENT 'One row is one revision of an alert that a destination refused, with its answer. state: refused, or delivered by a later try. Few rows, listed by destination. Read it with FINAL.';

CREATE TABLE export_health
(
    destination LowCardinality(String),
    failures    UInt32,
    answer      String,
    since       DateTime64(3, 'UTC'),
    noted_at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY destination
COMMENT 'One row is how sending to one destination goes: failures in a row (0: it goes), what was answered last, and since when. Written when it changes and once a minute while it fails. Read it with FINAL.';
