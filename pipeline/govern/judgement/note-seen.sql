-- What events received in a span say of what apps use: calls that were not refused, sign-ins, the credentials they were
-- made with, sensitivity labels. A call is its method and path; where a feed gives none, the feed, the service and the
-- class of the operation. Minimum and maximum take the same event a second time well.
INSERT INTO seen_days (tenant, app_id, attribute, value, day, first_at, last_at)
SELECT tenant, app_id, seen.1 AS attribute, seen.2 AS value, day, min(first_at) AS first_at, max(last_at) AS last_at
FROM
(
    -- Combinations first: there are few of them, and only they are taken apart.
    SELECT tenant, app_id, toDate(events.at) AS day, kind = 'sign_in' AS is_sign_in,
        if(is_sign_in, '', if(match(operation, '^(GET|POST|PUT|PATCH|DELETE) /'), operation::String,
            concat(source, ' ', lower(service), ' ', operation_class))) AS call,
        if(is_sign_in, JSONExtractString(details, 'credential_key_id'), '') AS credential,
        if(is_sign_in, '', JSONExtractString(details, 'sensitivity_label')) AS label,
        min(events.at) AS first_at, max(events.at) AS last_at
    FROM events
    WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
        AND app_id != '' AND kind IN ('api_call', 'data_transfer', 'sign_in')
        AND NOT (is_sign_in ? outcome = 'error' : (outcome = 'error' AND ifNull(status_code IN (401, 403), 0)))
    GROUP BY tenant, app_id, day, is_sign_in, call, credential, label
)
ARRAY JOIN [('call', call), ('credential', lower(credential)), ('sensitivity_label', label), ('sign_in', if(is_sign_in, 'ok', ''))] AS seen
WHERE seen.2 != ''
GROUP BY tenant, app_id, attribute, value, day
SETTINGS max_bytes_before_external_group_by = 500000000
