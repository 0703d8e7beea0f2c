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

CREATE TABLE detection_settings
(
    tenant      LowCardinality(String),
    detection   LowCardinality(String),
    app_id      String,
    revision    UInt32,
    recorded_at DateTime64(3, 'UTC'),
    actor       String,
    state       LowCardinality(String),
    until       Nullable(DateTime64(3, 'UTC')),
    sensitivity LowCardinality(String),
    note        String
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, detection, app_id, revision)
COMMENT 'One row is what a person set of one detection, of all apps (app_id empty) or of one, from one revision on; append-only, the highest revision stands. state: on, or off, until a moment where one is given. sensitivity: low, medium or high. Few rows, read as a whole.';

CREATE TABLE detection_list_values
(
    list      LowCardinality(String),
    load_id   String,
    kind      LowCardinality(String),
    value     String,
    loaded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (list, load_id, kind, value)
COMMENT 'One row is one value (an app id, home tenant, name, publisher, host, network or its operator) of one load of a list. The newest finished load in detection_list_loads says which rows count.';

CREATE TABLE detection_list_loads
(
    list      LowCardinality(String),
    load_id   String,
    tenant    LowCardinality(String),
    origin    String,
    kind      LowCardinality(String),
    values    UInt64,
    failure   String,
    loaded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (list, loaded_at, load_id)
COMMENT 'One row is one try to load a list; failure empty: it was loaded whole, which is written after its values. The newest whole one counts, however old. tenant empty: for all tenants. Newest last.';
