CREATE TABLE landing
(
    tenant   LowCardinality(String),
    source   LowCardinality(String),
    run_id   LowCardinality(String),
    batch_id String,
    position String,
    line     String,
    raw      String,
    reason   LowCardinality(String),
    detail   String
)
ENGINE = Null
COMMENT 'One row is one record as it came. tenant: set by the transport, or empty to take the record''s own. raw: the feed''s own bytes where line was mapped from them. reason: not empty where the reader already refused it.';

CREATE TABLE judged
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    run_id          LowCardinality(String),
    batch_id        String,
    position        String,
    raw             String,
    reason          LowCardinality(String),
    detail          String,
    event_id        String,
    kind            LowCardinality(String),
    at              DateTime64(3, 'UTC'),
    app_id          String,
    app_name        LowCardinality(String),
    user_id         String,
    actor_type      LowCardinality(String),
    operation       LowCardinality(String),
    operation_class LowCardinality(String),
    method          LowCardinality(String),
    service         LowCardinality(String),
    resource        String,
    outcome         LowCardinality(String),
    status_code     Nullable(Int32),
    bytes_read      Nullable(UInt64),
    bytes_written   Nullable(UInt64),
    rows_read       Nullable(UInt64),
    ip              String,
    country         LowCardinality(String),
    asn             Nullable(UInt32),
    user_agent      LowCardinality(String),
    duration_ms     Nullable(Float64),
    count           Nullable(UInt64),
    details         String,
    received_at     DateTime64(3, 'UTC'),
    version         UInt64
)
ENGINE = Null
COMMENT 'One row is one record with the verdict on it: reason is empty for an event.';

CREATE MATERIALIZED VIEW landing_to_judged TO judged AS
WITH
    ['tenant', 'event_id', 'kind', 'at', 'app_id', 'app_name', 'user_id', 'actor_type', 'operation', 'operation_class',
     'method', 'service', 'resource', 'outcome', 'ip', 'country', 'user_agent'] AS text_fields,
    arrayConcat(text_fields, ['status_code', 'bytes_read', 'bytes_written', 'rows_read', 'asn', 'duration_ms', 'count', 'details']) AS fields,
    -- One parse for all fields. Whoever wants one more field adds it in three places of this view: here, in "fields", in "given" (a whole number in a fourth).
    JSONExtract(line, 'Tuple(tenant Nullable(String), event_id Nullable(String), kind Nullable(String), at Nullable(String), app_id Nullable(String), app_name Nullable(String), user_id Nullable(String), actor_type Nullable(String), operation Nullable(String), operation_class Nullable(String), method Nullable(String), service Nullable(String), resource Nullable(String), outcome Nullable(String), ip Nullable(String), country Nullable(String), user_agent Nullable(String), status_code Nullable(String), bytes_read Nullable(String), bytes_written Nullable(String), rows_read Nullable(String), asn Nullable(String), duration_ms Nullable(Float64), count Nullable(String), details Nullable(String))') AS e,
    -- Whole numbers are taken as text first: asked for a number, the parser would make 1 of 1.5 and of true.
    toInt32OrNull(e.status_code) AS status_code,
    toUInt64OrNull(e.bytes_read) AS bytes_read,
    toUInt64OrNull(e.bytes_written) AS bytes_written,
    toUInt64OrNull(e.rows_read) AS rows_read,
    toUInt32OrNull(e.asn) AS asn,
    toUInt64OrNull(e.count) AS count,
    [isNotNull(e.tenant), isNotNull(e.event_id), isNotNull(e.kind), isNotNull(e.at), isNotNull(e.app_id),
     isNotNull(e.app_name), isNotNull(e.user_id), isNotNull(e.actor_type), isNotNull(e.operation),
     isNotNull(e.operation_class), isNotNull(e.method), isNotNull(e.service), isNotNull(e.resource),
     isNotNull(e.outcome), isNotNull(e.ip), isNotNull(e.country), isNotNull(e.user_agent), isNotNull(status_code),
     isNotNull(bytes_read), isNotNull(bytes_written), isNotNull(rows_read), isNotNull(asn),
     isNotNull(e.duration_ms), isNotNull(count), isNotNull(e.details)] AS given,
    -- More keys than parsed values: nulls, wrong types, repeats or unknown fields. Only such a line is parsed a second time.
    JSONLength(line) AS keys,
    -- A text field that holds an object or a list arrives as its JSON text; only these two first bytes can be one.
    (startsWith(e.event_id, '{') OR startsWith(e.event_id, '[') OR startsWith(e.app_id, '{') OR startsWith(e.app_id, '[')
     OR startsWith(e.app_name, '{') OR startsWith(e.app_name, '[') OR startsWith(e.user_id, '{') OR startsWith(e.user_id, '[')
     OR startsWith(e.operation, '{') OR startsWith(e.operation, '[') OR startsWith(e.operation_class, '{') OR startsWith(e.operation_class, '[')
     OR startsWith(e.service, '{') OR startsWith(e.service, '[') OR startsWith(e.resource, '{') OR startsWith(e.resource, '[')
     OR startsWith(e.ip, '{') OR startsWith(e.ip, '[') OR startsWith(e.country, '{') OR startsWith(e.country, '[')
     OR startsWith(e.user_agent, '{') OR startsWith(e.user_agent, '[') OR startsWith(e.method, '{') OR startsWith(e.method, '[')
     OR startsWith(e.tenant, '{') OR startsWith(e.tenant, '[')) AS maybe_nested,
    -- Only with these two bytes somewhere can "details" be a string that looks like an object.
    position(line, '"{') > 0 AS maybe_details_text,
    (arraySum(given) != keys) OR ifNull(maybe_nested, 0) OR maybe_details_text AS odd,
    if(odd, JSONExtractKeysAndValuesRaw(line), []) AS pairs,
    if(odd, arrayFilter((field, has_value) -> NOT has_value, fields, given), []) AS not_given,
    arrayFilter(pair -> (has(not_given, pair.1) AND pair.2 != 'null')
        OR (has(text_fields, pair.1) AND (startsWith(pair.2, '{') OR startsWith(pair.2, '[')))
        OR (pair.1 = 'details' AND startsWith(pair.2, '"') AND NOT isValidJSON(ifNull(e.details, ''))), pairs) AS mistyped,
    arrayFilter(pair -> NOT has(fields, pair.1), pairs) AS unknown,
    multiIf(
        match(e.at, '^(19[789]|20[0-9]|21[0-9])\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d+)?)?([Zz]|[+-]([01]\\d|2[0-3]):?[0-5]\\d)$'),
            parseDateTime64BestEffortOrNull(translate(ifNull(e.at, ''), 'tz,', 'TZ.'), 3, 'UTC'),
        -- Fewer digits would be seconds: taken for milliseconds they would all lie in January 1970.
        match(e.at, '^\\d{12,13}$'), fromUnixTimestamp64Milli(toInt64OrZero(ifNull(e.at, '')), 'UTC'),
        NULL) AS parsed_at,
    multiIf(
        landing.reason != '', (landing.reason::String, landing.detail),
        NOT startsWith(trimLeft(line, ' \r\t'), '{') OR keys = 0, ('not_json', if(isValidJSON(line), 'a JSON object with fields is needed', 'not valid JSON, or a number beyond 64 bits')),
        notEmpty(mistyped), ('wrong_type', mistyped[1].1),
        ifNull(e.event_id, '') = '', ('missing_field', 'event_id'),
        ifNull(e.kind, '') = '', ('missing_field', 'kind'),
        ifNull(e.at, '') = '', ('missing_field', 'at'),
        e.kind NOT IN ('api_call', 'data_transfer', 'sign_in', 'consent', 'credential_change', 'app_change'), ('wrong_value', concat('kind: ', ifNull(e.kind, ''))),
        ifNull(e.outcome, 'ok') NOT IN ('ok', 'error', 'unknown', ''), ('wrong_value', concat('outcome: ', ifNull(e.outcome, ''))),
        ifNull(e.actor_type, 'user') NOT IN ('app_only', 'delegated', 'user', 'system', 'unknown', ''), ('wrong_value', concat('actor_type: ', ifNull(e.actor_type, ''))),
        NOT startsWith(ifNull(e.details, '{'), '{'), ('wrong_type', 'details'),
        NOT ifNull(e.duration_ms >= 0 AND e.duration_ms < inf, 1), ('wrong_value', concat('duration_ms: ', toString(ifNull(e.duration_ms, 0)))),
        -- Minutes are counted from 1970 on.
        isNull(parsed_at) OR parsed_at < toDateTime64(0, 3, 'UTC'), ('bad_time', concat('at: ', substring(ifNull(e.at, ''), 1, 64), ' (ISO 8601 with an offset, or epoch milliseconds)')),
        parsed_at > received_at + INTERVAL 1 DAY, ('future_time', concat('at: ', substring(ifNull(e.at, ''), 1, 64), ' is more than a day ahead')),
        landing.tenant != '' AND ifNull(e.tenant, '') NOT IN ('', landing.tenant), ('tenant_mismatch', concat('tenant: ', ifNull(e.tenant, ''))),
        ('', '')) AS verdict
SELECT
    multiIf(landing.tenant != '', landing.tenant, verdict.1 != 'not_json' AND ifNull(e.tenant, '') != '', e.tenant, 'default') AS tenant,
    source, run_id, batch_id, position,
    multiIf(verdict.1 = '', '', landing.raw = '', line, landing.raw) AS raw,
    verdict.1 AS reason,
    verdict.2 AS detail,
    ifNull(e.event_id, '') AS event_id,
    ifNull(e.kind, '') AS kind,
    ifNull(parsed_at, toDateTime64(0, 3, 'UTC')) AS at,
    ifNull(e.app_id, '') AS app_id,
    ifNull(e.app_name, '') AS app_name,
    ifNull(e.user_id, '') AS user_id,
    if(ifNull(e.actor_type, '') = '', 'unknown', e.actor_type) AS actor_type,
    ifNull(e.operation, '') AS operation,
    if(ifNull(e.operation_class, '') = '', 'other', e.operation_class) AS operation_class,
    ifNull(e.method, '') AS method,
    ifNull(e.service, '') AS service,
    ifNull(e.resource, '') AS resource,
    if(ifNull(e.outcome, '') = '', 'unknown', e.outcome) AS outcome,
    status_code,
    bytes_read,
    bytes_written,
    rows_read,
    ifNull(e.ip, '') AS ip,
    ifNull(e.country, '') AS country,
    asn,
    ifNull(e.user_agent, '') AS user_agent,
    e.duration_ms AS duration_ms,
    count,
    multiIf(
        empty(unknown), ifNull(e.details, ''),
        concat('{', arrayStringConcat(arrayMap(pair -> concat(toJSONString(pair.1), ':', pair.2),
            arrayConcat(
                JSONExtractKeysAndValuesRaw(ifNull(e.details, '{}')),
                arrayMap(pair -> (if(JSONHas(ifNull(e.details, '{}'), pair.1), concat('field.', pair.1), pair.1), pair.2), unknown))), ','), '}')) AS details,
    now64(3, 'UTC') AS received_at,
    -- The first received wins: earlier milliseconds, then earlier rows of the block, give the higher version.
    bitNot(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(received_at)), 22), least(rowNumberInAllBlocks(), 4194303))) AS version
FROM landing
WHERE landing.reason != '' OR trimBoth(line, ' \r\t') != '';

CREATE MATERIALIZED VIEW judged_to_events TO events AS
SELECT tenant, source, event_id, kind, at, app_id, app_name, user_id, actor_type, operation, operation_class, method, service,
    resource, outcome, status_code, bytes_read, bytes_written, rows_read, ip, country, asn, user_agent, duration_ms, count,
    details, received_at, run_id, version
FROM judged
WHERE reason = '';

CREATE MATERIALIZED VIEW judged_to_quarantine TO quarantine AS
SELECT tenant, source, position, reason, detail, raw, run_id, received_at
FROM judged
WHERE reason != '';

CREATE MATERIALIZED VIEW judged_to_batches TO batches AS
SELECT batch_id, countIf(reason = '') AS accepted, countIf(reason != '') AS quarantined, max(received_at) AS received_at
FROM judged
GROUP BY batch_id;

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
