CREATE TABLE annotations
(
    tenant      LowCardinality(String),
    subject     LowCardinality(String),
    subject_id  String,
    revision    UInt32,
    recorded_at DateTime64(3, 'UTC'),
    actor       String,
    tags        Array(String),
    note        String,
    priority    Bool
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, subject, subject_id, revision)
COMMENT 'One row is what one person said of one subject (app: tags and a note; user: whether it is a priority account) from one revision on; append-only. The highest revision is what stands. Subject first: an app page reads one subject, a list all of a kind.';

CREATE TABLE usage_values
(
    tenant          LowCardinality(String),
    app_id          String,
    attribute       LowCardinality(String),
    value           String,
    service         LowCardinality(String),
    at              DateTime('UTC'),
    calls           UInt64,
    errors          UInt64,
    sign_ins        UInt64,
    sign_in_errors  UInt64,
    bytes_read      Nullable(UInt64),
    bytes_written   Nullable(UInt64),
    events          UInt64,
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, attribute, app_id, value, service, at)
COMMENT 'One row is one value of one attribute (user_id, ip, country, asn, user_agent, failure, sensitivity_label) of one app on one day (UTC), with what was done under it; service is given for users and labels only. Recomputed from events a day at a time; of an act that several feeds saw, the feed counts that saw most of that app, service and operation class on that day. Attribute first: an app page reads one attribute of one app, an overview the labels of all apps. Read it with FINAL.';

-- One person has several ids: feeds give the directory's id or the sign-in name. person_key is the one, name the other.
CREATE VIEW people AS
SELECT tenant, lowerUTF8(key) AS person_key, argMax(fact.user_id, (inventory_history.at, rank)) AS said_name, if(said_name = '', key, said_name) AS name,
    argMax(ifNull(fact.priority, false), (inventory_history.at, rank)) AS is_marked, argMax(source, (inventory_history.at, rank)) AS named_by,
    max(inventory_history.at) AS last_at
FROM inventory_history
WHERE item = 'user'
GROUP BY tenant, key;

-- Named by the operator, or marked by the directory and not taken back by the operator, who may use either id.
CREATE VIEW priority_accounts AS
WITH said AS
(
    SELECT tenant, lowerUTF8(subject_id) AS user_key, argMax(subject_id, a.revision) AS user_id, argMax(a.priority, a.revision) AS is_priority,
        max(a.revision) AS last_revision, argMax(a.note, a.revision) AS last_note, argMax(a.actor, a.revision) AS last_actor, max(a.recorded_at) AS last_at
    FROM annotations AS a
    WHERE subject = 'user'
    GROUP BY tenant, user_key
)
SELECT s.tenant AS tenant, if(p.name = '', s.user_id, p.name) AS user_id, lowerUTF8(user_id) AS user_key, s.user_id AS said_id, 'operator' AS named_by,
    s.last_revision AS revision, s.last_note AS note, s.last_actor AS changed_by, s.last_at AS changed_at
FROM said AS s
LEFT JOIN people AS p ON p.tenant = s.tenant AND p.person_key = s.user_key
WHERE s.is_priority
UNION ALL
SELECT tenant, name, lowerUTF8(name), name, 'directory', toUInt32(0), '', named_by, last_at
FROM people
WHERE is_marked AND (tenant, person_key) NOT IN (SELECT tenant, user_key FROM said) AND (tenant, lowerUTF8(name)) NOT IN (SELECT tenant, user_key FROM said);
