CREATE TABLE action_history
(
    tenant      LowCardinality(String),
    action_id   String,
    number      UInt32,
    recorded_at DateTime64(3, 'UTC'),
    actor       String,
    event       LowCardinality(String),
    kind        LowCardinality(String),
    provider    LowCardinality(String),
    app_id      String,
    user_id     String,
    mode        LowCardinality(String),
    policy      String,
    alert_uid   String,
    undoes      String,
    reason      String,
    step        String,
    what        String,
    undo        String,
    detail      String,
    event_id    UUID DEFAULT generateUUIDv4()
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, action_id, number, event_id)
COMMENT 'One row is one thing that happened to one action on one app: that it was asked for, approved, carried out (step empty), or that one of its requests (step) was about to be sent or had its answer; append-only. number counts the events of an action, event_id keeps both of two that were written at once. undo is the request that takes a step back, as JSON. Action first: an action is read as a whole.';

CREATE VIEW actions AS
SELECT tenant, action_id, min(h.recorded_at) AS asked_at, max(h.recorded_at) AS changed_at, argMin(h.actor, h.number) AS asked_by,
    argMaxIf(h.event, h.number, h.step = '') AS state, argMaxIf(h.detail, h.number, h.step = '') AS said,
    any(h.kind) AS kind, any(h.provider) AS provider, any(h.app_id) AS app_id, any(h.user_id) AS user_id, any(h.mode) AS mode,
    any(h.policy) AS policy, any(h.alert_uid) AS alert_uid, any(h.undoes) AS undoes, any(h.reason) AS reason,
    max(h.number) AS last_number, uniqExactIf(h.step, h.event = 'step_done') AS steps_done, uniqExactIf(h.step, h.event = 'step_failed') AS steps_failed
FROM action_history AS h
GROUP BY tenant, action_id;

ALTER TABLE annotations
    ADD COLUMN IF NOT EXISTS owner String,
    ADD COLUMN IF NOT EXISTS decision LowCardinality(String),
    ADD COLUMN IF NOT EXISTS decision_until Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS ticket String,
    ADD COLUMN IF NOT EXISTS review_days UInt16,
    ADD COLUMN IF NOT EXISTS reviewed_at Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS exceptions Array(Tuple(policy String, until DateTime64(3, 'UTC'), reason String)),
    MODIFY COMMENT 'One row is what one person said of one subject (app: tags, a note, an owner, a decision with its end, a ticket, exceptions from policies, when it was reviewed and how often it is to be; user: whether it is a priority account) from one revision on; append-only. The highest revision is what stands. Subject first: an app page reads one subject, a list all of a kind.';

ALTER TABLE alert_history ADD COLUMN IF NOT EXISTS assignee String COMMENT 'Who works on it; empty: nobody.';

CREATE TABLE tuning_rules
(
    tenant      LowCardinality(String),
    name        String,
    revision    UInt32,
    recorded_at DateTime64(3, 'UTC'),
    actor       String,
    state       LowCardinality(String),
    detection   String,
    app_id      String,
    source      String,
    severity    String,
    title       String,
    until_at    Nullable(DateTime64(3, 'UTC')),
    reason      String
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, name, revision)
COMMENT 'One row is one rule that hides alerts people need not look at, from one revision on; append-only. The highest revision is what stands. An empty pattern (detection, app_id, source, severity, a part of the title) takes all. Name first: a rule is read with its history.';

CREATE OR REPLACE VIEW alerts AS
WITH
    rules AS
    (
        SELECT tenant, groupArray((name, detection, app_id, source, severity, title)) AS patterns
        FROM
        (
            SELECT tenant, name, state, detection, app_id, source, severity, title, until_at
            FROM tuning_rules
            ORDER BY tenant, name, revision DESC
            LIMIT 1 BY tenant, name
        )
        WHERE state = 'on' AND ifNull(until_at > now64(3, 'UTC'), true)
        GROUP BY tenant
    ),
    latest AS
    (
        SELECT tenant, uid, revision, recorded_at, detection, reference, title, severity, status, classification, determination,
            source, app_id, score, first_activity_at, last_activity_at, evidence, assignee
        FROM alert_history
        ORDER BY tenant, uid, revision DESC
        LIMIT 1 BY tenant, uid
    )
SELECT a.tenant AS tenant, a.uid AS uid, a.revision AS revision, a.recorded_at AS recorded_at, a.detection AS detection,
    a.reference AS reference, a.title AS title, a.severity AS severity, a.status AS status, a.classification AS classification,
    a.determination AS determination, a.source AS source, a.app_id AS app_id, a.score AS score,
    a.first_activity_at AS first_activity_at, a.last_activity_at AS last_activity_at, a.evidence AS evidence,
    a.assignee AS assignee,
    tupleElement(arrayFirst(p -> (p.2 = '' OR p.2 = a.detection) AND (p.3 = '' OR p.3 = a.app_id) AND (p.4 = '' OR p.4 = a.source)
        AND (p.5 = '' OR p.5 = a.severity) AND (p.6 = '' OR positionCaseInsensitiveUTF8(a.title, p.6) > 0), r.patterns), 1) AS hidden_by
FROM latest AS a
LEFT JOIN rules AS r ON r.tenant = a.tenant;
