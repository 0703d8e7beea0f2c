-- Last stage: one row of app_facts (or, of a back-test, backtest_facts) for each app of a tenant as of a moment, by the rules of docs/app-judgement.md.
INSERT INTO {facts_table:Identifier}
    (tenant, app_id, judged_at, gone, app_name, publisher, publisher_verified, publisher_domain, certification, origin, status,
    home_tenant, multitenant, marks, created_at, last_modified_at, first_seen_at, last_used_at, in_inventory, deleted_at, first_party,
    well_known_vendor, privilege_level, highly_privileged, permissions, permission_types, graph_access, other_access, services,
    overprivileged, unused_permissions, smaller_permissions, unused, unused_days, new_app, credentials, credentials_expiring,
    credentials_expired, credentials_unused, credential_expires_at, consent_users, reachable_users, consent_type, priority_consent,
    consent_grants_30d, calls_30d, previous_calls_30d, errors_30d, bytes_read_30d, bytes_written_30d, previous_bytes_30d, users_30d,
    sign_ins_30d, sign_in_failures_30d, usage_level, sensitivity_labels, open_alerts, peer_group, risk_score, risk_parts, owners, tags)
WITH
    fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC') AS until,
    toDate(until) AS today,
    today - {unused_days:UInt32} AS unused_from,
    today + 1 - {usage_days:UInt32} AS usage_from,
    usage_from - {usage_days:UInt32} AS previous_from,
    '00000003-0000-0000-c000-000000000000' AS graph_id,
    (SELECT groupArray(permission) FROM (SELECT permission FROM known_permissions FINAL WHERE list_hash = {list_hash:String} ORDER BY number)) AS names,

    aliases AS (SELECT alias AS app_ref, app_id FROM app_aliases WHERE tenant = {tenant:String}),
    (SELECT uniqExact(key) FROM inventory_history WHERE tenant = {tenant:String} AND item = 'user' AND at <= until) AS all_people,
    granted AS
    (
        SELECT app_id, api, type, permission, any(judging_things.api_name) AS api_name, min(judging_things.began_at) AS granted_at,
            uniqExactIf(person, person != '') AS users, if(countIf(person = '') > 0, 'admin', 'user') AS consent,
            permission != '' AND (api = graph_id OR (NOT any(api_is_known) AND any(judging_things.api_name) IN ('', 'Microsoft Graph'))) AS may_be_graph
        FROM judging_things
        WHERE run_id = {run_id:String} AND item = 'permission'
        GROUP BY app_id, api, type, permission
    ),
    lists AS (SELECT number, permission, api, type, level, judged_by, resource, writes, smaller, elsewhere FROM known_permissions FINAL WHERE list_hash = {list_hash:String}),
    lately AS
    (
        SELECT if(a.app_id = '', s.app_id, a.app_id) AS app_id, attribute, value, day, s.last_at AS last_at,
            multiIf(attribute != 'call', attribute, match(value, '^[A-Z]+ /'), 'graph', startsWith(value, 'google_workspace '), 'google', '') AS feed
        FROM
        (
            SELECT app_id, attribute, value, max(seen_days.day) AS day, max(seen_days.last_at) AS last_at
            FROM seen_days
            WHERE tenant = {tenant:String} AND seen_days.day <= today AND seen_days.last_at <= until
            GROUP BY app_id, attribute, value
        ) AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
    ),
    -- How far back the feeds reach that show all calls of an API, or credentials with sign-ins, and whether they still flow.
    history AS
    (
        SELECT multiIf(attribute != 'call', attribute, match(value, '^[A-Z]+ /'), 'graph', startsWith(value, 'google_workspace '), 'google', '') AS feed,
            min(day) AS began_on, max(day) >= today - {feed_silent_days:UInt32} AS flows,
            flows AND uniqExactIf(day, day >= unused_from) >= {history_share:Float64} * {unused_days:UInt32} AS is_dense
        FROM (SELECT DISTINCT attribute, value, day FROM seen_days WHERE tenant = {tenant:String} AND day <= today AND attribute IN ('call', 'credential'))
        GROUP BY feed
    ),
    called AS
    (
        SELECT c.app_id AS app_id, groupArray((o.permissions, c.last_at, c.feed = 'graph', o.least)) AS calls
        FROM lately AS c
        INNER JOIN (SELECT operation, permissions, least FROM operation_permissions FINAL WHERE list_hash = {list_hash:String}) AS o ON o.operation = c.value
        WHERE c.attribute = 'call' AND c.day > unused_from
        GROUP BY app_id
    ),
    judged AS
    (
        SELECT g.app_id AS app_id, g.api AS api, if(g.api_name = '', if(g.api = graph_id, 'Microsoft Graph', ''), g.api_name) AS api_name, g.type AS type,
            g.permission AS permission, g.users AS users, g.consent AS consent, g.granted_at AS granted_at,
            k.number AS number, k.level AS level, k.resource AS resource, k.writes AS writes, k.api AS known_api,
            -- Calls of the last days that it allows.
            arrayFilter(each -> has(each.1, k.number), s.calls) AS allowed,
            multiIf(
                notEmpty(allowed), 'used',
                k.judged_by = '' OR (k.api = 'graph' AND NOT g.may_be_graph), 'unknown',
                NOT h.is_dense OR h.began_on > unused_from OR toDate(g.granted_at) > unused_from, 'not_enough_history',
                'unused') AS use,
            if(empty(allowed), NULL, toNullable(arrayMax(each -> each.2, allowed))) AS last_used_at,
            if(use = 'used' AND arrayAll(each -> each.3, allowed) AND h.is_dense AND h.began_on <= unused_from AND toDate(g.granted_at) <= unused_from,
                names[arrayFirst(other -> arrayAll(each -> has(if(has(k.smaller, other), each.1, each.4), other), allowed), arraySort(arrayConcat(k.smaller, k.elsewhere)))], '') AS smaller
        FROM granted AS g
        LEFT JOIN
        (
            SELECT permission, t AS type, argMin(lists.number, lists.number) AS number, argMin(level, lists.number) AS level, argMin(judged_by, lists.number) AS judged_by,
                argMin(resource, lists.number) AS resource, argMin(writes, lists.number) AS writes, argMin(api, lists.number) AS api, argMin(smaller, lists.number) AS smaller, argMin(elsewhere, lists.number) AS elsewhere
            FROM lists
            ARRAY JOIN if(lists.type = 'any', ['delegated', 'application'], [lists.type::String]) AS t
            GROUP BY permission, t
        ) AS k ON k.permission = g.permission AND k.type = g.type
        LEFT JOIN called AS s ON s.app_id = g.app_id
        LEFT JOIN history AS h ON h.feed = k.api
    ),
    permitted AS
    (
        SELECT app_id,
            arraySort(each -> (each.1, each.4, each.2), groupArray((permission, api, api_name, type, level, consent, users, granted_at, use, last_used_at, smaller))) AS details,
            arraySort(groupUniqArray(type)) AS types,
            multiIf(countIf(level = 'high') > 0, 'high', countIf(level = 'medium') > 0, 'medium', countIf(level = 'low') > 0, 'low', '') AS highest,
            countIf(level = 'high' AND (type = 'application' OR consent = 'admin')) > 0 AS is_highly,
            countIf(api = graph_id) > 0 AS has_graph, countIf(api != graph_id) > 0 AS has_other,
            arraySort(groupUniqArrayIf(permission, use = 'unused')) AS unused_ones, arraySort(groupUniqArrayIf(judged.smaller, judged.smaller != '')) AS smaller_ones,
            multiIf(countIf(use = 'unused' OR judged.smaller != '') > 0, 'yes', countIf(use = 'not_enough_history') > 0, 'not_enough_history',
                countIf(use = 'used') > 0, 'no', 'unknown') AS over,
            countIf(consent = 'admin') > 0 AS has_admin,
            concat(arrayStringConcat(types, '+'), ': ') AS reach,
            arraySort(groupUniqArrayIf(concat(resource, if(writes, '.write', '.read')), resource != '')) AS fine, arraySort(groupUniqArrayIf(resource, resource != '')) AS coarse
        FROM judged
        GROUP BY app_id
    ),
    consenting AS
    (
        SELECT app_id, uniqExactIf(person, person != '') AS users, countIf(person = '' OR consent_type = 'admin') > 0 AS by_admin,
            countIf(person != '' AND consent_type != 'admin') > 0 AS by_user,
            countIf(lowerUTF8(person) IN (SELECT arrayJoin([user_key, lowerUTF8(said_id)]) FROM priority_accounts WHERE tenant = {tenant:String})) > 0 AS by_priority
        FROM judging_things
        WHERE run_id = {run_id:String} AND (item = 'consent' OR (item = 'permission' AND type = 'delegated'))
        GROUP BY app_id
    ),
    locked AS
    (
        SELECT c.app_id AS app_id, count() AS credentials, countIf(c.expires_at <= until) AS expired,
            countIf(c.expires_at > until AND c.expires_at <= until + toIntervalDay({expiring_days:UInt32})) AS expiring,
            minIf(c.expires_at, c.expires_at > until) AS next_at,
            countIf(ifNull(c.expires_at > until, 1) AND toDate(c.began_at) <= today - {credential_unused_days:UInt32} AND s.day < today - {credential_unused_days:UInt32}
                AND h.flows AND h.began_on <= today - {credential_unused_days:UInt32}) AS unused
        FROM
        (
            SELECT app_id, key, expires_at, began_at, 'credential' AS feed
            FROM judging_things
            WHERE run_id = {run_id:String} AND item = 'credential'
        ) AS c
        LEFT JOIN (SELECT app_id, value, max(lately.day) AS day FROM lately WHERE attribute = 'credential' GROUP BY app_id, value) AS s ON s.app_id = c.app_id AND s.value = c.key
        LEFT JOIN history AS h ON h.feed = c.feed
        GROUP BY c.app_id
    ),
    lived AS
    (
        SELECT app_id, max(last_at) AS lived_at, arraySort(groupUniqArrayIf(value, attribute = 'sensitivity_label')) AS labels
        FROM lately
        WHERE attribute IN ('call', 'sign_in', 'sensitivity_label')
        GROUP BY app_id
    ),
    -- Each service and class counts in the feed with the most calls only: one act can stand in several.
    leading AS
    (
        SELECT app_id, service, operation_class, source,
            sumIf(usage_day.calls, is_now) AS now_calls, sumIf(usage_day.calls, NOT is_now) AS earlier_calls, sumIf(usage_day.errors, is_now) AS now_errors,
            sumIf(usage_day.bytes_read, is_now) AS now_read, sumIf(usage_day.bytes_written, is_now) AS now_written,
            sumIf(usage_day.bytes_read, NOT is_now) AS earlier_read, sumIf(usage_day.bytes_written, NOT is_now) AS earlier_written,
            uniqCombinedMergeStateIf(12)(usage_day.users, is_now) AS now_users,
            operation_class NOT IN ('auth.sign_in', 'consent.grant', 'consent.revoke', 'credential.write', 'app.write') AS acts
        FROM (SELECT *, at >= toDateTime(usage_from, 'UTC') AS is_now FROM usage_day FINAL
            WHERE tenant = {tenant:String} AND at >= toDateTime(previous_from, 'UTC') AND at < toDateTime(today + 1, 'UTC') AND events > 0 AND app_id != '') AS usage_day
        GROUP BY app_id, service, operation_class, source
        ORDER BY now_calls + earlier_calls DESC, source
        LIMIT 1 BY app_id, service, operation_class
    ),
    used AS
    (
        SELECT if(a.app_id = '', l.app_id, a.app_id) AS app_id,
            sumIf(l.now_calls, acts) AS calls, sumIf(l.earlier_calls, acts) AS previous_calls, sumIf(l.now_errors, acts) AS errors,
            sum(l.now_read) AS bytes_read, sum(l.now_written) AS bytes_written,
            sum(l.earlier_read) AS previous_read, sum(l.earlier_written) AS previous_written, uniqCombinedMerge(12)(l.now_users) AS users,
            sumIf(l.now_calls, operation_class = 'auth.sign_in') AS sign_ins, sumIf(l.now_errors, operation_class = 'auth.sign_in') AS sign_in_failures,
            sumIf(l.now_calls, operation_class = 'consent.grant') AS consent_grants,
            arraySort(groupUniqArrayIf(service, acts AND service != '' AND l.now_calls > 0)) AS touched
        FROM leading AS l
        LEFT JOIN aliases AS a ON a.app_ref = l.app_id
        GROUP BY app_id
    ),
    alerting AS
    (
        SELECT if(a.app_id = '', l.app_id, a.app_id) AS app_id, count() AS unresolved
        FROM (SELECT app_id FROM alerts WHERE tenant = {tenant:String} AND lower(status) != 'resolved' AND app_id != '') AS l
        LEFT JOIN aliases AS a ON a.app_ref = l.app_id
        GROUP BY app_id
    ),
    (SELECT (min(day), max(day)) FROM seen_days WHERE tenant = {tenant:String} AND attribute IN ('call', 'sign_in') AND day <= today) AS records,
    records.1 AS records_from,
    records.2 >= today - {feed_silent_days:UInt32} AND records.1 <= unused_from AS records_reach
SELECT
    {tenant:String} AS tenant, app_id, until AS judged_at, 0 AS gone,
    app_name, publisher, publisher_verified, publisher_domain, certification, origin, status, home_tenant, multitenant, marks,
    created_at, last_modified_at, first_seen_at, last_used_at, in_inventory, deleted_at, first_party, well_known_vendor,
    privilege_level, highly_privileged, permissions, permission_types, graph_access, other_access, services,
    overprivileged, unused_permissions, smaller_permissions, unused, unused_days, new_app, credentials, credentials_expiring,
    credentials_expired, credentials_unused, credential_expires_at, consent_users, reachable_users, consent_type, priority_consent,
    consent_grants_30d, calls_30d, previous_calls_30d, errors_30d, bytes_read_30d, bytes_written_30d, previous_bytes_30d, users_30d,
    sign_ins_30d, sign_in_failures_30d, usage_level, sensitivity_labels, open_alerts,
    multiIf(
        peer_fine = '', '',
        count() OVER (PARTITION BY peer_fine) >= {peer_group_apps:UInt32}, peer_fine,
        count() OVER (PARTITION BY peer_coarse) >= {peer_group_apps:UInt32}, peer_coarse,
        peer_wide) AS peer_group,
    toUInt8(least(100, greatest(1, arraySum(each -> each.2, risk_parts)))) AS risk_score,
    risk_parts, owners, tags
FROM
(
    SELECT
        k.app_id AS app_id,
        if(k.name = '', k.seen_name, k.name) AS app_name,
        k.publisher AS publisher, k.verified AS publisher_verified, k.publisher_domain AS publisher_domain, k.certification AS certification,
        multiIf(k.said_origin != '', k.said_origin, k.is_registered_here = 1, 'internal', 'unknown') AS origin,
        multiIf(k.is_known = 0, 'unknown', k.stands = 0, 'deleted', k.said_status = '', 'unknown', k.said_status) AS status,
        k.home_tenant AS home_tenant, k.multitenant AS multitenant,
        arraySort(arrayDistinct(arrayConcat(k.marks, if(app_name = '', ['no_name'], []), if(ifNull(k.created_at > until, 0), ['clock_skewed'], [])))) AS marks,
        k.created_at AS created_at, if(k.is_known = 1, toNullable(k.changed_at), NULL) AS last_modified_at,
        k.first_seen_at AS first_seen_at,
        if(v.app_id = '', NULL, toNullable(v.lived_at)) AS last_used_at,
        k.is_known = 1 AS in_inventory, if(k.is_known = 1 AND k.stands = 0, toNullable(k.changed_at), NULL) AS deleted_at,
        k.kind = 'first_party' AS first_party, if(k.kind = 'vendor', k.vendor, '') AS well_known_vendor,
        p.highest AS privilege_level, p.is_highly = 1 AS highly_privileged, p.details AS permissions, p.types AS permission_types,
        p.has_graph = 1 AS graph_access, p.has_other = 1 AS other_access, u.touched AS services,
        if(empty(p.details), if(k.is_known, 'no', 'unknown'), p.over) AS overprivileged, p.unused_ones AS unused_permissions, p.smaller_ones AS smaller_permissions,
        multiIf(isNotNull(last_used_at), toNullable(toDate(last_used_at)), records_reach, toNullable(greatest(records_from, toDate(ifNull(created_at, 0)))), NULL) AS idle_since,
        toUInt32(greatest(0, today - idle_since)) AS unused_days,
        records_reach AND ifNull(unused_days >= {unused_days:UInt32}, 0) AS unused,
        ifNull(coalesce(created_at, if(in_inventory, NULL, first_seen_at)) > until - toIntervalDay({new_app_days:UInt32}), 0) = 1 AS new_app,
        toUInt32(c.credentials) AS credentials, toUInt32(c.expiring) AS credentials_expiring, toUInt32(c.expired) AS credentials_expired,
        toUInt32(c.unused) AS credentials_unused, c.next_at AS credential_expires_at,
        w.users AS consent_users,
        multiIf(p.has_admin = 1 OR has(p.types, 'application') OR w.by_admin = 1, if(all_people = 0, NULL, toNullable(all_people)), toNullable(w.users)) AS reachable_users,
        multiIf((w.by_admin = 1 OR p.has_admin = 1) AND w.by_user = 1, 'mixed', w.by_admin = 1 OR p.has_admin = 1, 'admin', w.by_user = 1, 'user', 'none') AS consent_type,
        w.by_priority = 1 AS priority_consent,
        u.consent_grants AS consent_grants_30d, u.calls AS calls_30d, u.previous_calls AS previous_calls_30d, u.errors AS errors_30d,
        u.bytes_read AS bytes_read_30d, u.bytes_written AS bytes_written_30d,
        if(isNull(u.previous_read) AND isNull(u.previous_written), NULL, ifNull(u.previous_read, 0) + ifNull(u.previous_written, 0)) AS previous_bytes_30d,
        u.users AS users_30d, u.sign_ins AS sign_ins_30d, u.sign_in_failures AS sign_in_failures_30d,
        ifNull(bytes_read_30d, 0) + ifNull(bytes_written_30d, 0) AS moved,
        multiIf(calls_30d >= {high_calls:UInt64} OR moved >= {high_bytes:UInt64}, 'high', calls_30d >= {medium_calls:UInt64} OR moved >= {medium_bytes:UInt64}, 'medium',
            calls_30d > 0, 'low', 'none') AS usage_level,
        v.labels AS sensitivity_labels, l.unresolved AS open_alerts,
        multiIf(notEmpty(p.fine), concat(p.reach, arrayStringConcat(p.fine, ' ')), notEmpty(services), concat('uses: ', arrayStringConcat(services, ' ')), '') AS peer_fine,
        multiIf(notEmpty(p.fine), concat(p.reach, arrayStringConcat(p.coarse, ' ')), peer_fine) AS peer_coarse,
        multiIf(notEmpty(p.fine), concat(p.reach, privilege_level), 'uses: any') AS peer_wide,
        arrayFilter(each -> each.2 != 0,
        [
            ('privilege', multiIf(privilege_level = 'high', {privilege_high:Int16}, privilege_level = 'medium', {privilege_medium:Int16}, privilege_level = 'low', {privilege_low:Int16}, toInt16(0))),
            ('application_permissions', if(has(permission_types, 'application'), {application_permissions:Int16}, toInt16(0))),
            ('overprivileged', if(overprivileged = 'yes', {overprivileged:Int16}, toInt16(0))),
            ('unverified_external', if(origin != 'internal' AND in_inventory AND ifNull(NOT publisher_verified, 1) AND NOT first_party, {unverified_external:Int16}, toInt16(0))),
            ('odd_name', if(hasAny(marks, ['bidi_name', 'invisible_name', 'mixed_script_name']), {odd_name:Int16}, toInt16(0))),
            ('new_app', if(new_app, {new_app:Int16}, toInt16(0))),
            ('unused_with_permissions', if(unused AND notEmpty(permissions), {unused_with_permissions:Int16}, toInt16(0))),
            ('credentials_expired', if(credentials_expired > 0, {credentials_expired:Int16}, toInt16(0))),
            ('credentials_unused', if(credentials_unused > 0, {credentials_unused:Int16}, toInt16(0))),
            ('priority_consent', if(priority_consent, {priority_consent:Int16}, toInt16(0))),
            ('open_alerts', toInt16({open_alert:Int16} * least(open_alerts, {most_open_alerts:UInt8}))),
            ('certified', if(certification = 'certified', {certified:Int16}, toInt16(0))),
            ('well_known_vendor', if(well_known_vendor != '', {well_known_vendor:Int16}, toInt16(0))),
            ('first_party', if(first_party, {first_party:Int16}, toInt16(0))),
            ('disabled', if(status IN ('disabled', 'deleted'), {disabled:Int16}, toInt16(0)))
        ]) AS risk_parts,
        k.owners AS owners, arraySort(arrayDistinct(arrayConcat(k.tags, t.tags))) AS tags
    FROM (SELECT * EXCEPT (run_id, made_at) FROM judging_apps WHERE run_id = {run_id:String}) AS k
    LEFT JOIN lived AS v ON v.app_id = k.app_id
    LEFT JOIN permitted AS p ON p.app_id = k.app_id
    LEFT JOIN consenting AS w ON w.app_id = k.app_id
    LEFT JOIN locked AS c ON c.app_id = k.app_id
    LEFT JOIN used AS u ON u.app_id = k.app_id
    LEFT JOIN alerting AS l ON l.app_id = k.app_id
    LEFT JOIN (SELECT subject_id AS app_id, argMax(tags, revision) AS tags FROM annotations WHERE tenant = {tenant:String} AND subject = 'app' GROUP BY subject_id) AS t ON t.app_id = k.app_id
)
