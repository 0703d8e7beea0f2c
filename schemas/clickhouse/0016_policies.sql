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
