CREATE TABLE backtest_facts AS app_facts
ENGINE = ReplacingMergeTree(judged_at, gone)
ORDER BY (tenant, app_id)
COMMENT 'One row is one app as it would have been judged on the day that a back-test is at; emptied before each day. The same columns and key as app_facts, whose readers read it.';

CREATE TABLE policies
(
    tenant      LowCardinality(String),
    name        String,
    revision    UInt32,
    recorded_at DateTime64(3, 'UTC'),
    actor       String,
    title       String,
    severity    LowCardinality(String),
    state       LowCardinality(String),
    document    String
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, name, revision)
COMMENT 'One row is one policy document (YAML) from one revision on, with who brought it; append-only. The highest revision is what stands. Name first: a policy is read with its history.';

CREATE TABLE policy_matches
(
    tenant     LowCardinality(String),
    policy     String,
    app_id     String,
    day        Date,
    revision   UInt32,
    state      LowCardinality(String),
    matched_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(matched_at)
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, policy, app_id, day)
COMMENT 'One row is one app that a policy in force (active, audit) matched on one day (UTC), as the last evaluation of that day had it. Policy first: its matches are read together. Days in a row are one span, which has one alert.';
