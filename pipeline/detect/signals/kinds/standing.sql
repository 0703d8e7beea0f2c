-- What holds of an app until further notice: what it is, what it may do, and what its name and addresses look like. As the
-- inventory says; what it learns late holds for the past too.
    far AS (SELECT toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS moment),
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
    -- Apps whose publisher brought another one long before.
    settled AS
    (
        SELECT n.home_tenant AS home_tenant, n.app_id AS app_id
        FROM apps AS n
        INNER JOIN (SELECT home_tenant, app_id AS older_app, born_at AS older_at FROM apps) AS o ON o.home_tenant = n.home_tenant
        WHERE o.older_app != n.app_id AND o.older_at < n.born_at - toIntervalDay({new_app_days:UInt16})
    ),
    -- How often the hosts of the tenant's other apps end like this.
    endings AS
    (
        SELECT topLevelDomain(concat('https://', host)) AS ending, uniqExact(app_id) AS apps_with
        FROM apps
        ARRAY JOIN hosts AS host
        GROUP BY ending
    ),
    -- Hosts as they look: letters and digits that are taken for others become those.
    looks AS
    (
        SELECT app_id, born_at, publisher, host,
            splitByRegexp('[.-]', replaceAll(replaceAll(translateUTF8(transform(host, {encoded_hosts:Array(String)}, {decoded_hosts:Array(String)}, host), '0135аеорсухіѕԁӏοιàáäâèéêìíîòóöô', 'olesaeopcyxisdloiaaaaeeeiiioooo'), 'rn', 'm'), 'vv', 'w')) AS labels
        FROM apps
        ARRAY JOIN hosts AS host
    ),
    rights AS
    (
        SELECT if(a.app_id = '', p.app_ref, a.app_id) AS app_id, p.permission AS permission, p.type AS type, p.held_from AS held_from,
            if(p.state = 'present', (SELECT moment FROM far), p.held_until) AS held_until
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
    -- Families of rights by the permissions' names, Microsoft's and Google's.
    families AS
    (
        SELECT app_id, each.1 AS family, min(held_from) AS held_from, max(held_until) AS held_until, arraySort(groupUniqArray(permission)) AS names
        FROM rights
        ARRAY JOIN [
            ('mail_read', match(permission, '^(Mail|MailboxItem|MailboxFolder)\\.Read|full_access_as_app|^EWS\\.|^(IMAP|POP)\\.|mail\\.google\\.com|auth/gmail\\.(readonly|modify|metadata)')),
            ('mail_send', match(permission, '^Mail\\.Send|^SMTP\\.|full_access_as_app|^EWS\\.|mail\\.google\\.com|auth/gmail\\.(send|compose)')),
            ('mailbox_settings', match(permission, '^MailboxSettings\\.|full_access_as_app|^EWS\\.|auth/gmail\\.settings')),
            ('ews', match(permission, 'full_access_as_app|^EWS\\.')),
            ('exchange_admin', match(permission, '^Exchange\\.Manage|^RoleManagement\\.ReadWrite\\.(Exchange|Directory)|full_access_as_app')),
            ('files', match(permission, '^(Files|Sites)\\.|auth/drive')),
            ('chat', match(permission, '^(Chat|ChatMessage|ChannelMessage)\\.|auth/chat')),
            ('directory', match(permission, '^(Directory|User|Group|GroupMember|Application|RoleManagement)\\.Read.*\\.All|auth/admin\\.directory')),
            ('write', NOT match(permission, '\\.Read(Basic)?(\\.|$)|^(openid|profile|email|offline_access|User\\.Read)$|readonly')),
            ('high', match(permission, 'full_access_as_app|^Exchange\\.Manage|^RoleManagement\\.ReadWrite|^AppRoleAssignment\\.|^DelegatedPermissionGrant\\.|^Directory\\.(ReadWrite|AccessAsUser)|^Application\\.ReadWrite|(ReadWrite|FullControl|Manage)\\.All$|^Mail\\.(ReadWrite|Send)|^MailboxSettings\\.ReadWrite|mail\\.google\\.com|auth/drive$|auth/admin\\.')
                OR (type = 'application' AND match(permission, '^(Mail|Files|Sites|Chat|ChannelMessage|Calendars|Contacts|MailboxSettings|Notes)\\.')))
        ] AS each
        WHERE each.2
        GROUP BY app_id, family
    )
SELECT app_id, signal, '' AS service, '' AS operation_class, value, at, until, 1. AS strength, 1. AS observed, CAST(NULL, 'Nullable(Float64)') AS usual, evidence
FROM
(
    SELECT app_id, 'app_is' AS signal, what AS value, toDateTime64(0, 3, 'UTC') AS at, (SELECT moment FROM far) AS until, '{}' AS evidence
    FROM apps
    ARRAY JOIN arrayFilter(word -> word != '', [
        if(ifNull(multitenant, false) AND origin != 'internal', 'multitenant', ''),
        if(origin = 'internal', 'internal', ''),
        if(origin = 'internal' OR verified, '', 'unverified'),
        if(NOT ifNull(multitenant, false) AND origin != 'external', 'single_tenant', ''),
        if(home_tenant != '' AND origin != 'internal' AND (home_tenant, app_id) NOT IN (SELECT home_tenant, app_id FROM settled), 'new_publisher', ''),
        if(home_tenant != '' AND origin != 'internal' AND home_tenant IN (SELECT home_tenant FROM apps GROUP BY home_tenant HAVING count() > 1), 'has_siblings', ''),
        if(home_tenant IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'), 'first_party', '')]) AS what
    UNION ALL
    SELECT app_id, 'app_is', 'powershell', toDateTime64(0, 3, 'UTC'), (SELECT moment FROM far), '{}'
    FROM known
    WHERE app_id IN ('14d82eec-204b-4c2f-b7e8-296a70dab67e', '1950a258-227b-4e31-a9cf-717495945fc2', '1b730954-1685-4b74-9bfd-dac224a7b894', '04b07795-8ddb-461a-bbee-02f9e1bf7b46')
    UNION ALL
    SELECT app_id, 'new_app', '', born_at, born_at + toIntervalDay({new_app_days:UInt16}), toJSONString(tuple(name, publisher)::Tuple(app_name String, publisher String))
    FROM apps
    WHERE is_dated
    UNION ALL
    SELECT app_id, 'sensitive_scope', family, greatest(held_from, toDateTime64(0, 3, 'UTC')), held_until, toJSONString(tuple(names)::Tuple(permissions Array(String)))
    FROM families
    UNION ALL
    SELECT app_id, 'odd_name', '', born_at, (SELECT moment FROM far), toJSONString(tuple(name, marks)::Tuple(app_name String, marks Array(String)))
    FROM apps
    WHERE hasAny(marks, ['bidi_name', 'invisible_name', 'mixed_script_name', 'no_name']) OR match(name, '%[0-9A-Fa-f]{2}|xn--|\\\\[ux][0-9a-fA-F]{2,4}|&#?[a-z0-9]+;|^[A-Za-z0-9+/]{16,}={1,2}$|[\\x{FFFD}\\x00-\\x1F]')
        OR (lengthUTF8(name) >= 4 AND countMatches(name, '[^\\p{L}\\p{N} .,&()_+/:|-]') * 3 >= lengthUTF8(name)) OR match(name, '^[^\\p{L}]*$')
    UNION ALL
    SELECT app_id, 'lookalike_domain', host, born_at, (SELECT moment FROM far), toJSONString(tuple(host, publisher)::Tuple(host String, publisher String))
    FROM looks
    WHERE NOT match(host, {own_hosts:String})
        AND arrayExists(label -> arrayExists(brand -> position(label, brand) > 0 OR damerauLevenshteinDistance(label, brand) <= 1 OR (length(brand) > 8 AND damerauLevenshteinDistance(label, brand) <= 2), {brands:Array(String)}), labels)
    UNION ALL
    -- A name that only the platform's maker would give, of an app that is not its.
    SELECT app_id, 'brand_name', '', born_at, (SELECT moment FROM far), toJSONString(tuple(name, publisher)::Tuple(app_name String, publisher String))
    FROM apps
    WHERE match(translateUTF8(lowerUTF8(name), '0135аеорсухіѕԁӏοι', 'olesaeopcyxisdloi'), '^(microsoft|office ?(365|e6s)|outlook|sharepoint|onedrive|teams|azure|windows|exchange online)( |$)|micros[o0]ft')
        AND home_tenant NOT IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47') AND origin != 'internal' AND NOT ifNull(verified, false)
    UNION ALL
    SELECT app_id, 'odd_reply_url', url, born_at, (SELECT moment FROM far), toJSONString(tuple(url)::Tuple(url String))
    FROM apps
    ARRAY JOIN reply_urls AS url
    WHERE match(url, '^https?://[^/]*@|^http://[^l1\\[]') OR match(url, '^https?://(\\d{1,3}\\.){3}\\d{1,3}([:/]|$)') AND NOT match(url, '^https?://(127|10|192\\.168)\\.')
        OR match(url, '(?i)[?&](url|redirect|redirect_uri|next|continue|return|goto|target)=|response_type=|%2f%2f|\\*')
        OR match(url, '(?i)^https?://[^/]*(ngrok|trycloudflare|serveo|loca\\.lt|duckdns|bit\\.ly|tinyurl|webhook\\.site|pipedream|requestbin|workers\\.dev|000webhost|weebly|glitch\\.me)')
    UNION ALL
    SELECT app_id, 'only_reads', '', born_at, (SELECT moment FROM far), '{}'
    FROM (SELECT app_id, min(held_from) AS since, min(match(permission, '\\.Read(Basic)?(\\.|$)|^(openid|profile|email|offline_access)$')) AS reads, max(match(permission, '\\.Read')) AS some FROM rights GROUP BY app_id) AS r
    INNER JOIN apps ON apps.app_id = r.app_id
    WHERE r.reads AND r.some
    UNION ALL
    SELECT app_id, 'rare_ending', host, born_at, (SELECT moment FROM far), toJSONString(tuple(host, apps_with)::Tuple(host String, apps_with UInt64))
    FROM apps
    ARRAY JOIN hosts AS host
    INNER JOIN endings ON endings.ending = topLevelDomain(concat('https://', host))
    WHERE ending IN {often_abused:Array(String)} OR (apps_with <= 1 AND length(ending) > 2 AND ending NOT IN {common_endings:Array(String)} AND (SELECT count() FROM apps) >= 20)
)
WHERE empty(named_apps) OR has(named_apps, app_id)
