-- A page of the apps as last judged. Filters that are empty (lists), -1 (flags), or null (bounds) let everything pass. The
-- page begins behind the app that the cursor names by its sort key; what is not known comes last, whichever way it is
-- sorted. Which apps are on the page is found from few columns; all columns are read of those only.
WITH
    -- What people said of apps; a decision whose time is over is none.
    said AS
    (
        SELECT tenant, subject_id AS app_id, argMax(owner, a.revision) AS said_owner,
            if(ifNull(argMax(tuple(a.decision_until), a.revision).1 <= now64(3), false), '', argMax(a.decision::String, a.revision)) AS said_decision
        FROM annotations AS a
        WHERE ({tenant:String} = '' OR tenant = {tenant:String}) AND subject = 'app'
        GROUP BY tenant, app_id
    ),
    (
        SELECT groupArray((tenant, app_id, key_null, key_number, key_text))
        FROM
        (
            SELECT
                tenant, app_id,
                multiIf(
                    {sort:String} = 'risk_score', toFloat64(risk_score),
                    {sort:String} = 'privilege_level', toFloat64(indexOf(['low', 'medium', 'high'], privilege_level)),
                    {sort:String} = 'calls_30d', toFloat64(calls_30d),
                    {sort:String} = 'errors_30d', toFloat64(errors_30d),
                    {sort:String} = 'bytes_30d', bytes,
                    {sort:String} = 'bytes_read_30d', toFloat64(bytes_read_30d),
                    {sort:String} = 'bytes_written_30d', toFloat64(bytes_written_30d),
                    {sort:String} = 'users_30d', toFloat64(users_30d),
                    {sort:String} = 'sign_ins_30d', toFloat64(sign_ins_30d),
                    {sort:String} = 'sign_in_failures_30d', toFloat64(sign_in_failures_30d),
                    {sort:String} = 'consent_users', toFloat64(consent_users),
                    {sort:String} = 'consent_grants_30d', toFloat64(consent_grants_30d),
                    {sort:String} = 'reachable_users', toFloat64(reachable_users),
                    {sort:String} = 'open_alerts', toFloat64(open_alerts),
                    {sort:String} = 'unused_days', toFloat64(unused_days),
                    {sort:String} = 'permissions', toFloat64(length(permissions.permission)),
                    {sort:String} = 'created_at', toFloat64(toUnixTimestamp64Milli(created_at)),
                    {sort:String} = 'last_modified_at', toFloat64(toUnixTimestamp64Milli(last_modified_at)),
                    {sort:String} = 'first_seen_at', toFloat64(toUnixTimestamp64Milli(first_seen_at)),
                    {sort:String} = 'last_used_at', toFloat64(toUnixTimestamp64Milli(last_used_at)),
                    {sort:String} = 'credential_expires_at', toFloat64(toUnixTimestamp64Milli(credential_expires_at)),
                    toNullable(0.)) AS amount,
                -- A name may be ten thousand letters long: its beginning sorts, and the id does the rest.
                substringUTF8(if({sort:String} = 'app_id', app_id, lowerUTF8(multiIf(
                    {sort:String} = 'app_name', app_name, {sort:String} = 'publisher', publisher, {sort:String} = 'status', status::String,
                    {sort:String} = 'origin', origin::String, {sort:String} = 'certification', certification::String,
                    {sort:String} = 'peer_group', peer_group, ''))), 1, 100) AS key_text,
                toUInt8(isNull(amount) OR ({sort:String} IN ('app_name', 'publisher', 'certification', 'peer_group') AND key_text = '')) AS key_null,
                if({descending:UInt8}, -1, 1) * ifNull(amount, 0) AS key_number,
                if(isNull(bytes_read_30d) AND isNull(bytes_written_30d), NULL, toFloat64(ifNull(bytes_read_30d, 0) + ifNull(bytes_written_30d, 0))) AS bytes
            FROM app_facts FINAL
            WHERE ({tenant:String} = '' OR tenant = {tenant:String})
                -- By id, what stands before the cursor need not be read.
                AND ({sort:String} != 'app_id' OR {descending:UInt8} OR app_id >= {after_app_id:String})
                AND ({search:String} = '' OR positionCaseInsensitiveUTF8(app_name, {search:String}) > 0 OR positionCaseInsensitiveUTF8(app_id, {search:String}) > 0)
                AND (empty({status:Array(String)}) OR has({status:Array(String)}, status::String))
                AND (empty({privilege_level:Array(String)}) OR has({privilege_level:Array(String)}, privilege_level::String))
                AND (empty({overprivileged:Array(String)}) OR has({overprivileged:Array(String)}, overprivileged::String))
                AND (empty({origin:Array(String)}) OR has({origin:Array(String)}, origin::String))
                AND (empty({certification:Array(String)}) OR has({certification:Array(String)}, if(certification = '', 'none', certification::String)))
                AND (empty({consent_type:Array(String)}) OR has({consent_type:Array(String)}, consent_type::String))
                AND (empty({usage_level:Array(String)}) OR has({usage_level:Array(String)}, usage_level::String))
                AND (empty({permission_type:Array(String)}) OR hasAny({permission_type:Array(String)}, permission_types::Array(String)))
                AND (empty({permission:Array(String)}) OR hasAny({permission:Array(String)}, permissions.permission))
                AND (empty({service:Array(String)}) OR hasAny({service:Array(String)}, services::Array(String)))
                AND (empty({label:Array(String)}) OR hasAny({label:Array(String)}, sensitivity_labels))
                AND (empty({tag:Array(String)}) OR hasAny({tag:Array(String)}, tags))
                AND (empty({owner:Array(String)}) OR hasAny({owner:Array(String)}, owners)
                    OR (tenant, app_id) IN (SELECT tenant, app_id FROM said WHERE has({owner:Array(String)}, said_owner)))
                AND (empty({decision:Array(String)}) OR (tenant, app_id) IN (SELECT tenant, app_id FROM said WHERE has({decision:Array(String)}, said_decision))
                    OR (has({decision:Array(String)}, 'none') AND (tenant, app_id) NOT IN (SELECT tenant, app_id FROM said WHERE said_decision != '')))
                AND (empty({publisher:Array(String)}) OR has({publisher:Array(String)}, publisher))
                AND (empty({peer_group:Array(String)}) OR has({peer_group:Array(String)}, peer_group))
                AND (empty({mark:Array(String)}) OR hasAny({mark:Array(String)}, marks::Array(String)))
                AND (empty({api_access:Array(String)}) OR (has({api_access:Array(String)}, 'graph') AND graph_access) OR (has({api_access:Array(String)}, 'other') AND other_access))
                AND {highly_privileged:Int8} IN (-1, highly_privileged)
                AND {publisher_verified:Int8} IN (-1, ifNull(publisher_verified, 0))
                AND {first_party:Int8} IN (-1, first_party)
                AND {well_known_vendor:Int8} IN (-1, well_known_vendor != '')
                AND {unused:Int8} IN (-1, unused)
                AND {new_app:Int8} IN (-1, new_app)
                AND {in_inventory:Int8} IN (-1, in_inventory)
                AND {priority_consent:Int8} IN (-1, priority_consent)
                AND {credentials_expiring:Int8} IN (-1, credentials_expiring > 0)
                AND {credentials_expired:Int8} IN (-1, credentials_expired > 0)
                AND {credentials_unused:Int8} IN (-1, credentials_unused > 0)
                AND {open_alerts:Int8} IN (-1, open_alerts > 0)
                AND {deleted:Int8} IN (-1, isNotNull(deleted_at))
                AND ({min_risk_score:Nullable(Float64)} IS NULL OR risk_score >= {min_risk_score:Nullable(Float64)})
                AND ({max_risk_score:Nullable(Float64)} IS NULL OR risk_score <= {max_risk_score:Nullable(Float64)})
                AND ({min_calls_30d:Nullable(Float64)} IS NULL OR calls_30d >= {min_calls_30d:Nullable(Float64)})
                AND ({max_calls_30d:Nullable(Float64)} IS NULL OR calls_30d <= {max_calls_30d:Nullable(Float64)})
                AND ({min_bytes_30d:Nullable(Float64)} IS NULL OR bytes >= {min_bytes_30d:Nullable(Float64)})
                AND ({max_bytes_30d:Nullable(Float64)} IS NULL OR bytes <= {max_bytes_30d:Nullable(Float64)})
                AND ({min_users_30d:Nullable(Float64)} IS NULL OR users_30d >= {min_users_30d:Nullable(Float64)})
                AND ({max_users_30d:Nullable(Float64)} IS NULL OR users_30d <= {max_users_30d:Nullable(Float64)})
                AND ({min_consent_users:Nullable(Float64)} IS NULL OR consent_users >= {min_consent_users:Nullable(Float64)})
                AND ({max_consent_users:Nullable(Float64)} IS NULL OR consent_users <= {max_consent_users:Nullable(Float64)})
                AND ({min_reachable_users:Nullable(Float64)} IS NULL OR reachable_users >= {min_reachable_users:Nullable(Float64)})
                AND ({max_reachable_users:Nullable(Float64)} IS NULL OR reachable_users <= {max_reachable_users:Nullable(Float64)})
                AND ({min_unused_days:Nullable(Float64)} IS NULL OR unused_days >= {min_unused_days:Nullable(Float64)})
                AND ({max_unused_days:Nullable(Float64)} IS NULL OR unused_days <= {max_unused_days:Nullable(Float64)})
                AND ({created_at_from:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(created_at) >= {created_at_from:Nullable(Int64)})
                AND ({created_at_before:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(created_at) < {created_at_before:Nullable(Int64)})
                AND ({last_modified_at_from:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(last_modified_at) >= {last_modified_at_from:Nullable(Int64)})
                AND ({last_modified_at_before:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(last_modified_at) < {last_modified_at_before:Nullable(Int64)})
                AND ({last_used_at_from:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(last_used_at) >= {last_used_at_from:Nullable(Int64)})
                AND ({last_used_at_before:Nullable(Int64)} IS NULL OR ifNull(toUnixTimestamp64Milli(last_used_at), 0) < {last_used_at_before:Nullable(Int64)})
                AND ({first_seen_at_from:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(first_seen_at) >= {first_seen_at_from:Nullable(Int64)})
                AND ({first_seen_at_before:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(first_seen_at) < {first_seen_at_before:Nullable(Int64)})
                AND ({credential_expires_at_from:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(credential_expires_at) >= {credential_expires_at_from:Nullable(Int64)})
                AND ({credential_expires_at_before:Nullable(Int64)} IS NULL OR toUnixTimestamp64Milli(credential_expires_at) < {credential_expires_at_before:Nullable(Int64)})
                AND ({after_app_id:String} = '' OR (key_null, key_number) > ({after_null:UInt8}, {after_number:Float64})
                    OR ((key_null, key_number) = ({after_null:UInt8}, {after_number:Float64})
                        AND (if({descending:UInt8}, key_text < {after_text:String}, key_text > {after_text:String})
                            OR (key_text = {after_text:String} AND (app_id, tenant) > ({after_app_id:String}, {after_tenant:String})))))
            ORDER BY key_null, key_number, if({descending:UInt8}, '', key_text), if({descending:UInt8}, key_text, '') DESC, app_id, tenant
            LIMIT {limit:UInt32}
        )
    ) AS page,
    indexOf(arrayMap(each -> (each.1, each.2), page), (tenant, app_id)) AS place,
    (
        SELECT groupArray((tenant, app_id, said_owner, said_decision))
        FROM said WHERE (tenant, app_id) IN (SELECT each.1, each.2 FROM (SELECT arrayJoin(page) AS each))
    ) AS said_of_page,
    -- Nothing was said: the place is 0, and what stands there is empty.
    said_of_page[indexOf(arrayMap(each -> (each.1, each.2), said_of_page), (tenant, app_id))] AS of_app
SELECT
    tenant, app_id, app_name, status, risk_score, risk_parts, privilege_level, highly_privileged, overprivileged, unused_permissions,
    smaller_permissions,
    arrayMap(each -> CAST((each.permission, each.api, each.api_name, each.type, each.level, each.consent_type, toFloat64(each.users),
        concat(replaceOne(toString(each.granted_at), ' ', 'T'), 'Z'), each.use,
        if(each.last_used_at IS NULL, NULL, concat(replaceOne(toString(each.last_used_at), ' ', 'T'), 'Z')), each.smaller),
        'Tuple(permission String, api String, api_name String, type String, level String, consent_type String, users Float64, granted_at String, use String, last_used_at Nullable(String), smaller String)'),
        app_facts.permissions) AS permissions,
    permission_types, graph_access, other_access, origin, home_tenant, publisher, publisher_verified, publisher_domain, certification,
    first_party, well_known_vendor, multitenant, consent_type,
    toFloat64(app_facts.consent_users) AS consent_users, toFloat64(app_facts.reachable_users) AS reachable_users, priority_consent,
    toFloat64(app_facts.consent_grants_30d) AS consent_grants_30d,
    if(app_facts.created_at IS NULL, NULL, concat(replaceOne(toString(app_facts.created_at), ' ', 'T'), 'Z')) AS created_at,
    if(app_facts.last_modified_at IS NULL, NULL, concat(replaceOne(toString(app_facts.last_modified_at), ' ', 'T'), 'Z')) AS last_modified_at,
    if(app_facts.first_seen_at IS NULL, NULL, concat(replaceOne(toString(app_facts.first_seen_at), ' ', 'T'), 'Z')) AS first_seen_at,
    if(app_facts.last_used_at IS NULL, NULL, concat(replaceOne(toString(app_facts.last_used_at), ' ', 'T'), 'Z')) AS last_used_at,
    if(app_facts.deleted_at IS NULL, NULL, concat(replaceOne(toString(app_facts.deleted_at), ' ', 'T'), 'Z')) AS deleted_at,
    unused, unused_days, new_app, in_inventory, usage_level,
    toFloat64(app_facts.calls_30d) AS calls_30d, toFloat64(app_facts.previous_calls_30d) AS previous_calls_30d, toFloat64(app_facts.errors_30d) AS errors_30d,
    toFloat64(app_facts.bytes_read_30d) AS bytes_read_30d, toFloat64(app_facts.bytes_written_30d) AS bytes_written_30d,
    toFloat64(app_facts.previous_bytes_30d) AS previous_bytes_30d, toFloat64(app_facts.users_30d) AS users_30d,
    toFloat64(app_facts.sign_ins_30d) AS sign_ins_30d, toFloat64(app_facts.sign_in_failures_30d) AS sign_in_failures_30d,
    services, sensitivity_labels, credentials, credentials_expiring, credentials_expired, credentials_unused,
    if(app_facts.credential_expires_at IS NULL, NULL, concat(replaceOne(toString(app_facts.credential_expires_at), ' ', 'T'), 'Z')) AS credential_expires_at,
    toFloat64(app_facts.open_alerts) AS open_alerts, peer_group, marks, owners, of_app.3 AS owner, of_app.4 AS decision, tags,
    concat(replaceOne(toString(app_facts.judged_at), ' ', 'T'), 'Z') AS judged_at,
    page[place].3 AS key_null, page[place].4 AS key_number, page[place].5 AS key_text
FROM app_facts FINAL
WHERE (tenant, app_id) IN (SELECT each.1, each.2 FROM (SELECT arrayJoin(page) AS each))
ORDER BY place
