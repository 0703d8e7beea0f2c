CREATE TABLE backtest_facts AS app_facts
ENGINE = ReplacingMergeTree(judged_at, gone)
ORDER BY (tenant, app_id)
COMMENT 'One row is one app as it would have been judged on the day that a back-test is at; emptied before each day. The same columns and key as app_facts, whose readers read it.';
