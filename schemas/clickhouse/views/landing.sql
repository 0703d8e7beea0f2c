-- The landing: what becomes of a row of the table "landing", from the top down. Everything here is code without data
-- (views, and a table with engine Null), so that it is taken away and made again as a whole when this text changed:
-- docs/decisions/0005-landing-as-formulas.md says how and why. What stands before the first table are the doors. They go first
-- and come back last, when everything behind them stands.

-- 1. A line is parsed once, for all fields.
CREATE MATERIALIZED VIEW landing_to_judged TO judged AS
SELECT tenant AS sent_tenant, source, run_id, batch_id, position, line, raw AS sent_raw, reason AS sent_reason,
    detail AS sent_detail, keep_from, rowNumberInAllBlocks() AS row, now64(3, 'UTC') AS received_at, JSONLength(line) AS keys,
    JSONExtract(line, 'Tuple(tenant Nullable(String), event_id Nullable(String), kind Nullable(String), at Nullable(String), app_id Nullable(String), app_name Nullable(String), user_id Nullable(String), actor_type Nullable(String), operation Nullable(String), operation_class Nullable(String), method Nullable(String), service Nullable(String), resource Nullable(String), outcome Nullable(String), ip Nullable(String), country Nullable(String), user_agent Nullable(String), status_code Nullable(String), bytes_read Nullable(String), bytes_written Nullable(String), rows_read Nullable(String), asn Nullable(String), duration_ms Nullable(Float64), count Nullable(String), details Nullable(String))') AS e
FROM landing;

-- The other door: a mapped event that nothing below would be found against comes as its fields, and nothing need be parsed
-- or judged but its time, by the clock of the server.
CREATE MATERIALIZED VIEW landing_events_to_certain TO certain AS
SELECT tenant AS sent_tenant, source, run_id, batch_id, keep_from, row, now64(3, 'UTC') AS received_at, at, event_id, kind, app_id,
    app_name, user_id, actor_type AS said_actor_type, operation, operation_class AS said_operation_class, method, service, resource,
    outcome AS said_outcome, ip, country AS said_country, user_agent, status_code, bytes_read, bytes_written, rows_read,
    asn AS said_asn, count, duration_ms, details
FROM landing_events;

-- 2. The verdict, and the row as it is stored. Each formula may use the columns above it. The formulas are defaults of
-- columns because there they cost a fraction of what they cost in a view's SELECT: every insert plans them anew. But both
-- sides of an "if" are worked out for every row there, so that what is dear is given an empty text where it is not needed.
-- Whoever wants one more field adds it to the parse, to "e", gives it a name and a place in "given" and in a list of
-- fields, and adds it to the tables "landing_events", "certain" and "events" and their views.
CREATE TABLE judged
(
    -- "sent": as the reader or the transport says it.
    sent_tenant LowCardinality(String),
    source      LowCardinality(String),
    run_id      LowCardinality(String),
    batch_id    String,
    position    String,
    line        String,
    sent_raw    String,
    sent_reason LowCardinality(String),
    sent_detail String,
    keep_from   DateTime64(3, 'UTC'),
    row         UInt64,
    received_at DateTime64(3, 'UTC'),
    keys        UInt64,
    e           Tuple(tenant Nullable(String), event_id Nullable(String), kind Nullable(String), at Nullable(String), app_id Nullable(String), app_name Nullable(String), user_id Nullable(String), actor_type Nullable(String), operation Nullable(String), operation_class Nullable(String), method Nullable(String), service Nullable(String), resource Nullable(String), outcome Nullable(String), ip Nullable(String), country Nullable(String), user_agent Nullable(String), status_code Nullable(String), bytes_read Nullable(String), bytes_written Nullable(String), rows_read Nullable(String), asn Nullable(String), duration_ms Nullable(Float64), count Nullable(String), details Nullable(String)),

    -- "said": as the record says it. Below a NULL text stands an empty one: to take that costs no copy.
    said_tenant          DEFAULT assumeNotNull(tupleElement(e, 'tenant')),
    event_id             DEFAULT assumeNotNull(tupleElement(e, 'event_id')),
    kind                 DEFAULT assumeNotNull(tupleElement(e, 'kind')),
    said_at              DEFAULT assumeNotNull(tupleElement(e, 'at')),
    app_id               DEFAULT assumeNotNull(tupleElement(e, 'app_id')),
    app_name             DEFAULT assumeNotNull(tupleElement(e, 'app_name')),
    user_id              DEFAULT assumeNotNull(tupleElement(e, 'user_id')),
    said_actor_type      DEFAULT assumeNotNull(tupleElement(e, 'actor_type')),
    operation            DEFAULT assumeNotNull(tupleElement(e, 'operation')),
    said_operation_class DEFAULT assumeNotNull(tupleElement(e, 'operation_class')),
    method               DEFAULT assumeNotNull(tupleElement(e, 'method')),
    service              DEFAULT assumeNotNull(tupleElement(e, 'service')),
    resource             DEFAULT assumeNotNull(tupleElement(e, 'resource')),
    said_outcome         DEFAULT assumeNotNull(tupleElement(e, 'outcome')),
    ip                   DEFAULT assumeNotNull(tupleElement(e, 'ip')),
    said_country         DEFAULT assumeNotNull(tupleElement(e, 'country')),
    user_agent           DEFAULT assumeNotNull(tupleElement(e, 'user_agent')),
    has_details          DEFAULT isNotNull(tupleElement(e, 'details')),
    said_details         DEFAULT assumeNotNull(tupleElement(e, 'details')),

    -- Whole numbers are taken as text first: asked for a number, the parser would make 1 of 1.5 and of true.
    status_code   DEFAULT toInt32OrNull(tupleElement(e, 'status_code')),
    bytes_read    DEFAULT toUInt64OrNull(tupleElement(e, 'bytes_read')),
    bytes_written DEFAULT toUInt64OrNull(tupleElement(e, 'bytes_written')),
    rows_read     DEFAULT toUInt64OrNull(tupleElement(e, 'rows_read')),
    said_asn      DEFAULT toUInt32OrNull(tupleElement(e, 'asn')),
    duration_ms   DEFAULT tupleElement(e, 'duration_ms'),
    count         DEFAULT toUInt64OrNull(tupleElement(e, 'count')),

    -- Most lines are exactly what they should be. Odd is one with more keys than parsed values (nulls, wrong types, repeats,
    -- unknown fields), one in which a text field holds an object or a list (it arrives as its JSON text), and one with "{
    -- somewhere, because only then can "details" be a string that looks like an object.
    given DEFAULT [isNotNull(tupleElement(e, 'tenant')), isNotNull(tupleElement(e, 'event_id')), isNotNull(tupleElement(e, 'kind')),
        isNotNull(tupleElement(e, 'at')), isNotNull(tupleElement(e, 'app_id')), isNotNull(tupleElement(e, 'app_name')),
        isNotNull(tupleElement(e, 'user_id')), isNotNull(tupleElement(e, 'actor_type')), isNotNull(tupleElement(e, 'operation')),
        isNotNull(tupleElement(e, 'operation_class')), isNotNull(tupleElement(e, 'method')), isNotNull(tupleElement(e, 'service')),
        isNotNull(tupleElement(e, 'resource')), isNotNull(tupleElement(e, 'outcome')), isNotNull(tupleElement(e, 'ip')),
        isNotNull(tupleElement(e, 'country')), isNotNull(tupleElement(e, 'user_agent')), isNotNull(status_code),
        isNotNull(bytes_read), isNotNull(bytes_written), isNotNull(rows_read), isNotNull(said_asn), isNotNull(duration_ms),
        isNotNull(count), isNotNull(tupleElement(e, 'details'))],
    odd   DEFAULT arraySum(given) != keys
        OR hasAny([ascii(said_tenant), ascii(event_id), ascii(app_id), ascii(app_name), ascii(user_id), ascii(operation),
            ascii(said_operation_class), ascii(method), ascii(service), ascii(resource), ascii(ip), ascii(said_country),
            ascii(user_agent)], [ascii('{'), ascii('[')])
        OR position(line, '"{') > 0,

    -- Only an odd line is parsed a second time.
    pairs    DEFAULT JSONExtractKeysAndValuesRaw(if(odd, line, '')),
    missing  DEFAULT arrayFilter((field, has_value) -> NOT has_value, if(odd, ['tenant', 'event_id', 'kind', 'at', 'app_id', 'app_name', 'user_id',
        'actor_type', 'operation', 'operation_class', 'method', 'service', 'resource', 'outcome', 'ip', 'country', 'user_agent', 'status_code',
        'bytes_read', 'bytes_written', 'rows_read', 'asn', 'duration_ms', 'count', 'details'], []), if(odd, given, [])),
    mistyped DEFAULT arrayFilter(pair -> (has(missing, pair.1) AND pair.2 != 'null')
        OR (has(['tenant', 'event_id', 'kind', 'at', 'app_id', 'app_name', 'user_id', 'actor_type', 'operation', 'operation_class', 'method',
            'service', 'resource', 'outcome', 'ip', 'country', 'user_agent'], pair.1) AND (startsWith(pair.2, '{') OR startsWith(pair.2, '[')))
        OR (pair.1 = 'details' AND startsWith(pair.2, '"') AND NOT isValidJSON(said_details)), pairs),
    unknown  DEFAULT arrayFilter(pair -> NOT has(['tenant', 'event_id', 'kind', 'at', 'app_id', 'app_name', 'user_id', 'actor_type', 'operation',
        'operation_class', 'method', 'service', 'resource', 'outcome', 'ip', 'country', 'user_agent', 'status_code', 'bytes_read',
        'bytes_written', 'rows_read', 'asn', 'duration_ms', 'count', 'details'], pair.1), pairs),

    parsed_at DEFAULT multiIf(
        match(said_at, '^(19[789]|20[0-9]|21[0-9])\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d+)?)?([Zz]|[+-]([01]\\d|2[0-3]):?[0-5]\\d)$'),
            parseDateTime64BestEffortOrNull(translate(said_at, 'tz,', 'TZ.'), 3, 'UTC'),
        -- Fewer digits would be seconds: taken for milliseconds they would all lie in January 1970.
        match(said_at, '^\\d{12,13}$'), fromUnixTimestamp64Milli(toInt64OrZero(said_at), 'UTC'),
        NULL),

    wrong_kind       DEFAULT kind NOT IN ('api_call', 'data_transfer', 'sign_in', 'consent', 'credential_change', 'app_change'),
    wrong_outcome    DEFAULT said_outcome NOT IN ('ok', 'error', 'unknown', ''),
    wrong_actor_type DEFAULT said_actor_type NOT IN ('app_only', 'delegated', 'user', 'system', 'unknown', ''),

    beginning DEFAULT trimLeft(if(startsWith(line, '{'), '{', line), ' \r\t'),
    -- The first reason against it, or none: then it is an event. A blank line is no record, and only counts as having come.
    reason LowCardinality(String) DEFAULT multiIf(
        sent_reason != '', sent_reason::String,
        beginning = '', 'blank',
        keys = 0 OR NOT startsWith(beginning, '{'), 'not_json',
        notEmpty(mistyped), 'wrong_type',
        event_id = '' OR kind = '' OR said_at = '', 'missing_field',
        wrong_kind OR wrong_outcome OR wrong_actor_type, 'wrong_value',
        has_details AND NOT startsWith(said_details, '{'), 'wrong_type',
        NOT ifNull(duration_ms >= 0 AND duration_ms < inf, 1), 'wrong_value',
        -- Minutes are counted from 1970 on.
        isNull(parsed_at) OR parsed_at < toDateTime64(0, 3, 'UTC'), 'bad_time',
        parsed_at > received_at + INTERVAL 1 DAY, 'future_time',
        parsed_at < keep_from, 'too_old',
        sent_tenant != '' AND said_tenant NOT IN ('', sent_tenant), 'tenant_mismatch',
        ''),

    at              DateTime64(3, 'UTC') DEFAULT ifNull(parsed_at, toDateTime64(0, 3, 'UTC')),
    tenant          LowCardinality(String) DEFAULT multiIf(sent_tenant != '', sent_tenant, reason != 'not_json' AND said_tenant != '', said_tenant, 'default'),
    actor_type      LowCardinality(String) DEFAULT if(said_actor_type = '', 'unknown', said_actor_type),
    operation_class LowCardinality(String) DEFAULT if(said_operation_class = '', 'other', said_operation_class),
    outcome         LowCardinality(String) DEFAULT if(said_outcome = '', 'unknown', said_outcome),
    -- Unknown fields go to "details"; one that meets its own name there is kept as "field.NAME".
    details DEFAULT if(empty(unknown), said_details,
        concat('{', arrayStringConcat(arrayMap(pair -> concat(toJSONString(pair.1), ':', pair.2),
            arrayConcat(
                JSONExtractKeysAndValuesRaw(if(empty(unknown), '', said_details)),
                arrayMap(pair -> (if(JSONHas(said_details, pair.1), concat('field.', pair.1), pair.1), pair.2), unknown))), ','), '}')),
    -- The record's own word wins. What is no address has no place. Looked up once for each address of a block.
    country LowCardinality(String) DEFAULT if(said_country != '' OR ip = '', said_country,
        dictGetOrDefault('ip_country', 'country', toIPv6OrDefault(toLowCardinality(ip)), '')),
    asn Nullable(UInt32) DEFAULT if(isNotNull(said_asn) OR ip = '', said_asn,
        nullIf(dictGetOrDefault('ip_asn', 'asn', toIPv6OrDefault(toLowCardinality(ip)), 0), 0)),
    -- The first received wins: earlier milliseconds, then earlier rows of the block, give the higher version.
    version DEFAULT bitNot(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(received_at)), 22), least(row, 4194303)))
)
ENGINE = Null
COMMENT 'One row is one line with the verdict on it: reason is empty for an event.';

-- The formulas are those of "judged" and have to stay so.
CREATE TABLE certain
(
    sent_tenant          LowCardinality(String),
    source               LowCardinality(String),
    run_id               LowCardinality(String),
    batch_id             String,
    keep_from            DateTime64(3, 'UTC'),
    row                  UInt64,
    received_at          DateTime64(3, 'UTC'),
    at                   DateTime64(3, 'UTC'),
    event_id             String,
    kind                 LowCardinality(String),
    app_id               String,
    app_name             LowCardinality(String),
    user_id              String,
    said_actor_type      LowCardinality(String),
    operation            LowCardinality(String),
    said_operation_class LowCardinality(String),
    method               LowCardinality(String),
    service              LowCardinality(String),
    resource             String,
    said_outcome         LowCardinality(String),
    ip                   String,
    said_country         LowCardinality(String),
    user_agent           LowCardinality(String),
    status_code          Nullable(Int32),
    bytes_read           Nullable(UInt64),
    bytes_written        Nullable(UInt64),
    rows_read            Nullable(UInt64),
    said_asn             Nullable(UInt32),
    count                Nullable(UInt64),
    duration_ms          Nullable(Float64),
    details              String,

    tenant          LowCardinality(String) DEFAULT if(sent_tenant = '', 'default', sent_tenant),
    actor_type      LowCardinality(String) DEFAULT if(said_actor_type = '', 'unknown', said_actor_type),
    operation_class LowCardinality(String) DEFAULT if(said_operation_class = '', 'other', said_operation_class),
    outcome         LowCardinality(String) DEFAULT if(said_outcome = '', 'unknown', said_outcome),
    country LowCardinality(String) DEFAULT if(said_country != '' OR ip = '', said_country,
        dictGetOrDefault('ip_country', 'country', toIPv6OrDefault(toLowCardinality(ip)), '')),
    asn Nullable(UInt32) DEFAULT if(isNotNull(said_asn) OR ip = '', said_asn,
        nullIf(dictGetOrDefault('ip_asn', 'asn', toIPv6OrDefault(toLowCardinality(ip)), 0), 0)),
    version DEFAULT bitNot(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(received_at)), 22), least(row, 4194303))),
    -- Refused means: by a clock that is hours away from that of whoever was certain. Such a batch is not acknowledged.
    refused DEFAULT at < keep_from OR at > received_at + INTERVAL 1 DAY
)
ENGINE = Null
COMMENT 'One row is one event that came as its fields.';

-- 3. What passed is stored; what did not is kept with its bytes; both are counted.
CREATE MATERIALIZED VIEW judged_to_events TO events AS
SELECT tenant, source, event_id, kind, at, app_id, app_name, user_id, actor_type, operation, operation_class, method, service,
    resource, outcome, status_code, bytes_read, bytes_written, rows_read, ip, country, asn, user_agent, duration_ms, count,
    details, received_at, run_id, version
FROM judged
WHERE reason = '';

CREATE MATERIALIZED VIEW judged_to_quarantine TO quarantine AS
SELECT tenant, source, position, reason,
    multiIf(
        -- The reader refused it, in its own words.
        sent_reason != '', sent_detail,
        reason = 'not_json', if(isValidJSON(line), 'a JSON object with fields is needed', 'not valid JSON, or a number beyond 64 bits'),
        reason = 'wrong_type', if(notEmpty(mistyped), mistyped[1].1, 'details'),
        reason = 'missing_field', multiIf(event_id = '', 'event_id', kind = '', 'kind', 'at'),
        reason = 'wrong_value', multiIf(
            wrong_kind, concat('kind: ', substringUTF8(kind, 1, 64)),
            wrong_outcome, concat('outcome: ', substringUTF8(said_outcome, 1, 64)),
            wrong_actor_type, concat('actor_type: ', substringUTF8(said_actor_type, 1, 64)),
            concat('duration_ms: ', toString(ifNull(duration_ms, 0)))),
        reason = 'tenant_mismatch', concat('tenant: ', substringUTF8(said_tenant, 1, 64)),
        concat('at: ', substring(said_at, 1, 64), multiIf(
            reason = 'future_time', ' is more than a day ahead',
            reason = 'too_old', ' is older than TIDEMARK_RETENTION_EVENTS_DAYS allows',
            ' (ISO 8601 with an offset, or epoch milliseconds)'))) AS detail,
    if(sent_raw = '', line, sent_raw) AS raw, run_id, received_at
FROM judged
WHERE reason NOT IN ('', 'blank');

-- A batch without a row here was not judged: its writer does not acknowledge it.
CREATE MATERIALIZED VIEW judged_to_batches TO batches AS
SELECT batch_id, countIf(reason = '') AS accepted, countIf(reason NOT IN ('', 'blank')) AS quarantined, max(received_at) AS received_at
FROM judged
GROUP BY batch_id;

CREATE MATERIALIZED VIEW certain_to_events TO events AS
SELECT tenant, source, event_id, kind, at, app_id, app_name, user_id, actor_type, operation, operation_class, method, service,
    resource, outcome, status_code, bytes_read, bytes_written, rows_read, ip, country, asn, user_agent, duration_ms, count,
    details, received_at, run_id, version
FROM certain
WHERE NOT refused;

CREATE MATERIALIZED VIEW certain_to_batches TO batches AS
SELECT batch_id, countIf(NOT refused) AS accepted, countIf(refused) AS quarantined, max(received_at) AS received_at
FROM certain
GROUP BY batch_id;

-- 4. What follows from an event is noted where the event is stored.
CREATE MATERIALIZED VIEW events_to_touched_minutes TO touched_minutes AS
SELECT DISTINCT tenant, toStartOfMinute(at) AS minute, received_at AS marked_at
FROM events;

CREATE MATERIALIZED VIEW events_to_first_seen TO first_seen AS
SELECT tenant, app_id, seen.1 AS attribute, seen.2 AS value, min(first_at) AS first_at, max(last_at) AS last_at
FROM
(
    -- Combinations first: there are few of them in a block, and only they are taken apart.
    SELECT tenant, app_id, app_name, user_agent, service, operation_class, country, asn, min(at) AS first_at, max(at) AS last_at
    FROM events
    WHERE app_id != ''
    GROUP BY tenant, app_id, app_name, user_agent, service, operation_class, country, asn
)
ARRAY JOIN
    [('app_name', app_name::String), ('user_agent', user_agent::String), ('service', service::String), ('operation_class', operation_class::String),
     ('country', country::String), ('asn', ifNull(toString(asn), ''))] AS seen
WHERE seen.2 != ''
GROUP BY tenant, app_id, attribute, value;
