-- What a compiled policy's conditions read, as of a moment: the facts f (app_facts, or those of a past day), and where a
-- condition asks for them the usage of the last days, consents, and credentials. What is not asked for is not read.
WITH
    fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC') AS until,
    toDate(until) AS today,
    aliases AS (SELECT alias AS app_ref, app_id FROM app_aliases WHERE tenant = {tenant:String}),
    hours AS
    (
        SELECT app_id, service, operation_class, source, usage_hour.at AS hour, toDate(hour) AS day, usage_hour.calls AS calls,
            usage_hour.errors AS errors, ifNull(usage_hour.bytes_read, 0) + ifNull(usage_hour.bytes_written, 0) AS bytes
        FROM usage_hour FINAL
        WHERE tenant = {tenant:String} AND usage_hour.at >= toDateTime(today - 7, 'UTC') AND usage_hour.at <= until AND events > 0 AND app_id != ''
    ),
    -- One act can stand in several feeds: of each service and class the feed with the most calls of a day counts.
    leading AS
    (
        SELECT app_id, service, operation_class, source, day
        FROM hours
        GROUP BY app_id, service, operation_class, source, day
        ORDER BY sum(hours.calls) DESC, source
        LIMIT 1 BY app_id, service, operation_class, day
    ),
    used AS
    (
        SELECT if(a.app_id = '', h.app_id, a.app_id) AS app_id, h.service AS service, h.operation_class AS operation_class, h.hour AS hour,
            h.day AS day, h.bytes AS bytes,
            -- What administrators do to an app is no call of it, unless it is asked for by its class.
            h.operation_class NOT IN ('auth.sign_in', 'consent.grant', 'consent.revoke', 'credential.write', 'app.write') AS acts,
            h.calls AS all_calls, if(acts, h.calls, 0) AS calls, if(acts, h.errors, 0) AS errors
        FROM hours AS h
        LEFT JOIN aliases AS a ON a.app_ref = h.app_id
        WHERE (h.app_id, h.service, h.operation_class, h.source, h.day) IN (SELECT app_id, service, operation_class, source, day FROM leading)
    ),
    -- What people had said of each app by then.
    said AS
    (
        SELECT subject_id AS app_id, argMax(owner, a.revision) AS owner, argMax(a.exceptions, a.revision) AS exceptions,
            if(ifNull(argMax(tuple(a.decision_until), a.revision).1 <= until, false), '', argMax(decision, a.revision)) AS decision
        FROM annotations AS a
        WHERE a.tenant = {tenant:String} AND a.subject = 'app' AND a.recorded_at <= until
        GROUP BY app_id
    ),
    people AS
    (
        SELECT key AS person_id, argMax(fact.user_id, (at, rank)) AS user_id
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'user' AND at <= until AND fact.user_id != ''
        GROUP BY key
    ),
    -- What was known of each consent, now and as many days before as a condition looks back.
    consents_known AS
    (
        SELECT item, app_ref, key, days_before,
            argMax(state, (inventory_history.at, rank)) AS state, argMax(fact.user_id, (inventory_history.at, rank)) AS user_id,
            argMax(fact.permission_type, (inventory_history.at, rank)) AS type
        FROM inventory_history
        ARRAY JOIN [0, 90] AS days_before
        WHERE tenant = {tenant:String} AND item IN ('permission', 'consent') AND inventory_history.at <= until - toIntervalDay(days_before)
        GROUP BY item, app_ref, key, days_before
    ),
    consented AS
    (
        SELECT if(a.app_id = '', k.app_ref, a.app_id) AS app_id, lowerUTF8(k.user_id) AS user_id,
            lowerUTF8(if(u.user_id = '', k.user_id, u.user_id)) AS person, k.days_before AS days_before
        FROM consents_known AS k
        LEFT JOIN aliases AS a ON a.app_ref = k.app_ref
        LEFT JOIN people AS u ON u.person_id = k.user_id
        WHERE k.state = 'present' AND k.user_id != '' AND (k.item = 'consent' OR k.type = 'delegated')
    ),
    -- Who had which role of the directory by then: the role by name and by the id of its template.
    role_members AS
    (
        SELECT lowerUTF8(r.role) AS role, lowerUTF8(r.role_id) AS role_id, lowerUTF8(if(u.user_id = '', r.member_id, u.user_id)) AS person
        FROM
        (
            SELECT argMax(state, (inventory_history.at, rank)) AS state, argMax(fact.name, (inventory_history.at, rank)) AS role,
                argMax(fact.permission_id, (inventory_history.at, rank)) AS role_id, argMax(fact.user_id, (inventory_history.at, rank)) AS member_id
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'role_member' AND inventory_history.at <= until
            GROUP BY app_ref, key
        ) AS r
        LEFT JOIN people AS u ON u.person_id = r.member_id
        WHERE r.state = 'present' AND r.member_id != ''
    ),
    credentials_added AS
    (
        SELECT if(a.app_id = '', c.app_ref, a.app_id) AS app_id, c.added_at AS added_at
        FROM
        (
            SELECT app_ref, key, min(ifNull(fact.created_at, inventory_history.at)) AS added_at
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'credential' AND state = 'present' AND inventory_history.at <= until
            GROUP BY app_ref, key
        ) AS c
        LEFT JOIN aliases AS a ON a.app_ref = c.app_ref
    )
SELECT f.app_id AS app_id, f.app_name AS app_name
FROM {facts_table:Identifier} AS f FINAL
WHERE f.tenant = {tenant:String} AND f.status != 'deleted'
