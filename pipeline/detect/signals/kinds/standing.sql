-- What holds of an app until further notice: what it is, what it may do, and what its name and addresses look like. As the
-- inventory says; what it learns late holds for the past too.
{{../shared.sql}}
    toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS far,
    toDateTime64(0, 3, 'UTC') AS ever,
    parts AS
    (
        SELECT if(f.fact.app_id = '', if(a.app_id = '', f.app_ref, a.app_id), f.fact.app_id) AS app_id, f.fact AS fact, f.at AS at, f.state AS state
        FROM
        (
            SELECT app_ref, key, argMax(fact, (inventory_history.at, rank)) AS fact, argMax(state, (inventory_history.at, rank)) AS state, min(inventory_history.at) AS at
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'app'
            GROUP BY app_ref, key
        ) AS f
        LEFT JOIN aliases AS a ON a.app_ref = f.app_ref
    ),
    apps AS
    (
        SELECT app_id, coalesce(min(fact.created_at), min(parts.at)) AS born_at, max(fact.name) AS name, max(fact.origin) AS origin, max(fact.home_tenant) AS home_tenant,
            max(fact.multitenant) AS multitenant, max(fact.publisher_verified) AS verified, max(fact.publisher) AS publisher, max(fact.certification) AS certification,
            arrayDistinct(arrayFlatten(groupArray(fact.marks::Array(String)))) AS marks, max(lower(fact.publisher_domain)) AS publisher_domain,
            arrayDistinct(arrayFlatten(groupArray(fact.reply_urls))) AS reply_urls,
            arrayDistinct(arrayFilter(name -> name != '', arrayPushBack(arrayMap(url -> lower(domain(url)), reply_urls), publisher_domain))) AS hosts,
            count(fact.created_at) > 0 AS is_dated
        FROM parts
        GROUP BY app_id
    ),
    -- How often the hosts of the tenant's apps end like this.
    (
        SELECT mapFromArrays(groupArray(ending), groupArray(apps_with))
        FROM (SELECT topLevelDomain(concat('https://', host)) AS ending, uniqExact(app_id) AS apps_with FROM apps ARRAY JOIN hosts AS host GROUP BY ending)
    ) AS endings,
    placed AS
    (
        SELECT *, count() OVER (PARTITION BY home_tenant) AS siblings, min(born_at) OVER (PARTITION BY home_tenant) AS publisher_since, count() OVER () AS apps_in_all,
            home_tenant IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47') AS is_first_party,
            origin = 'internal' AS is_internal, ifNull(multitenant, false) AS is_multitenant, ifNull(verified, false) AS is_verified
        FROM apps
    ),
    rights AS
    (
        SELECT if(a.app_id = '', p.app_ref, a.app_id) AS app_id, p.permission AS permission, p.type AS type, p.held_from AS held_from,
            if(p.state = 'present', far, p.held_until) AS held_until
        FROM
        (
            SELECT app_ref, key, argMax(fact.permission, (inventory_history.at, rank)) AS permission, argMax(fact.permission_type, (inventory_history.at, rank)) AS type,
                minIf(ifNull(fact.created_at, if(via = 'event', inventory_history.at, toDateTime64(0, 3, 'UTC'))), inventory_history.state = 'present') AS held_from,
                argMax(inventory_history.state, (inventory_history.at, rank)) AS state, max(inventory_history.at) AS held_until
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'permission'
            GROUP BY app_ref, key
        ) AS p
        LEFT JOIN aliases AS a ON a.app_ref = p.app_ref
        WHERE p.permission != ''
    ),
    held_by AS
    (
        SELECT app_id, groupArray((permission, type::String, greatest(held_from, ever), held_until)) AS holdings
        FROM rights
        GROUP BY app_id
    )
SELECT app_id, said.1 AS signal, '' AS service, '' AS operation_class, said.2 AS value, said.3 AS at, said.4 AS until, 1. AS strength, 1. AS observed, CAST(NULL, 'Nullable(Float64)') AS usual, said.5 AS evidence
FROM
(
    SELECT app_id, arrayConcat(
        arrayMap(word -> ('app_is', word, ever, far, '{}'), arrayFilter(word -> word != '', [
            if(is_multitenant AND NOT is_internal, 'multitenant', ''), if(is_internal, 'internal', ''), if(is_internal OR is_verified, '', 'unverified'),
            if(NOT is_multitenant AND origin != 'external', 'single_tenant', ''), if(is_first_party, 'first_party', ''),
            if(home_tenant != '' AND NOT is_internal AND publisher_since >= born_at - toIntervalDay({new_app_days:UInt16}), 'new_publisher', ''),
            if(home_tenant != '' AND NOT is_internal AND siblings > 1, 'has_siblings', '')])),
        if(is_dated, [('new_app', '', born_at, born_at + toIntervalDay({new_app_days:UInt16}), toJSONString(tuple(name, publisher)::Tuple(app_name String, publisher String)))], []),
        if(hasAny(marks, ['bidi_name', 'invisible_name', 'mixed_script_name']) OR match(name, {odd_name:String})
                OR (lengthUTF8(name) >= 4 AND countMatches(name, '[^\\p{L}\\p{N} .,&()_+/:|-]') * 3 >= lengthUTF8(name)),
            [('odd_name', '', born_at, far, toJSONString(tuple(name, marks)::Tuple(app_name String, marks Array(String))))], []),
        -- A name that only the platform's maker would give, of an app that is not its.
        if(NOT is_first_party AND NOT is_internal AND NOT is_verified AND match(translateUTF8(lowerUTF8(name), {looks:String}, {looks_like:String}), {brand_names:String}),
            [('brand_name', '', born_at, far, toJSONString(tuple(name, publisher)::Tuple(app_name String, publisher String)))], []),
        -- Hosts as they look: letters and digits that are taken for others become those.
        arrayMap(host -> ('lookalike_domain', host, born_at, far, toJSONString(tuple(host, publisher)::Tuple(host String, publisher String))),
            arrayFilter(host -> NOT match(host, {own_hosts:String}) AND (match(translateUTF8(host, {looks:String}, {looks_like:String}), {brand_lures:String}) OR arrayExists(label -> arrayExists(
                    brand -> position(label, brand) > 0 OR damerauLevenshteinDistance(label, brand) <= 1, {brands:Array(String)}),
                splitByRegexp('[.-]', replaceAll(replaceAll(translateUTF8(transform(host, {encoded_hosts:Array(String)}, {decoded_hosts:Array(String)}, host), {looks:String}, {looks_like:String}), 'rn', 'm'), 'vv', 'w')))), hosts)),
        arrayMap(host -> ('rare_ending', host, born_at, far, toJSONString(tuple(host, endings[topLevelDomain(concat('https://', host))])::Tuple(host String, apps_with UInt64))),
            arrayFilter(host -> topLevelDomain(concat('https://', host)) IN {often_abused:Array(String)}
                OR (apps_in_all >= {fewest_apps:UInt16} AND length(topLevelDomain(concat('https://', host))) > 2 AND endings[topLevelDomain(concat('https://', host))] <= 1
                    AND topLevelDomain(concat('https://', host)) NOT IN {common_endings:Array(String)}), hosts)),
        arrayMap(url -> ('odd_reply_url', url, born_at, far, toJSONString(tuple(url)::Tuple(url String))), arrayFilter(url -> match(url, {odd_url:String}), reply_urls))) AS all_said
    FROM placed
    UNION ALL
    SELECT app_id, [('app_is', 'powershell', ever, far, '{}')]
    FROM known
    WHERE app_id IN {command_lines:Array(String)}
    UNION ALL
    SELECT app_id, arrayPushBack(
        arrayMap(family -> ('sensitive_scope', family.1, arrayMin(held -> held.3, family.2), arrayMax(held -> held.4, family.2), toJSONString(tuple(arraySort(arrayDistinct(arrayMap(held -> held.1, family.2))))::Tuple(permissions Array(String)))), families),
        ('only_reads', if(reads_only, 'yes', 'no'), arrayMin(held -> held.3, holdings), arrayMax(held -> held.4, holdings), '{}'))
    FROM
    (
        -- Families of rights by the permissions' names, Microsoft's and Google's.
        SELECT app_id, holdings, arrayAll(held -> match(held.1, '\\.Read(Basic)?(\\.|$)|^(openid|profile|email|offline_access)$'), holdings) AND arrayExists(held -> match(held.1, '\\.Read'), holdings) AS reads_only,
            arrayFilter(family -> notEmpty(family.2), [
                ('mail_read', arrayFilter(held -> match(held.1, '^(Mail|MailboxItem|MailboxFolder)\\.Read|full_access_as_app|^EWS\\.|^(IMAP|POP)\\.|mail\\.google\\.com|auth/gmail\\.(readonly|modify|metadata)'), holdings)),
                ('mail_send', arrayFilter(held -> match(held.1, '^Mail\\.Send|^SMTP\\.|full_access_as_app|^EWS\\.|mail\\.google\\.com|auth/gmail\\.(send|compose)'), holdings)),
                ('mailbox_settings', arrayFilter(held -> match(held.1, '^MailboxSettings\\.|full_access_as_app|^EWS\\.|auth/gmail\\.settings'), holdings)),
                ('ews', arrayFilter(held -> match(held.1, 'full_access_as_app|^EWS\\.'), holdings)),
                ('exchange_admin', arrayFilter(held -> match(held.1, '^Exchange\\.Manage|^RoleManagement\\.ReadWrite\\.(Exchange|Directory)|full_access_as_app'), holdings)),
                ('files', arrayFilter(held -> match(held.1, '^(Files|Sites)\\.|auth/drive'), holdings)),
                ('chat', arrayFilter(held -> match(held.1, '^(Chat|ChatMessage|ChannelMessage)\\.|auth/chat'), holdings)),
                ('directory', arrayFilter(held -> match(held.1, '^(Directory|User|Group|GroupMember|Application|RoleManagement)\\.Read.*\\.All|auth/admin\\.directory'), holdings)),
                ('write', arrayFilter(held -> NOT match(held.1, '\\.Read(Basic)?(\\.|$)|^(openid|profile|email|offline_access|User\\.Read)$|readonly'), holdings)),
                ('high', arrayFilter(held -> match(held.1, 'full_access_as_app|^Exchange\\.Manage|^RoleManagement\\.ReadWrite|^AppRoleAssignment\\.|^DelegatedPermissionGrant\\.|^Directory\\.(ReadWrite|AccessAsUser)|^Application\\.ReadWrite|(ReadWrite|FullControl|Manage)\\.All$|^Mail\\.(ReadWrite|Send)|^MailboxSettings\\.ReadWrite|mail\\.google\\.com|auth/drive$|auth/admin\\.')
                OR (held.2 = 'application' AND match(held.1, '^(Mail|Files|Sites|Chat|ChannelMessage|Calendars|Contacts|MailboxSettings|Notes)\\.')), holdings))]) AS families
        FROM held_by
    )
)
ARRAY JOIN all_said AS said
WHERE empty(named_apps) OR has(named_apps, app_id)
