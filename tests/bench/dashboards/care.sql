-- What a judgement would say of credentials, owners and disuse, over what the company's store says of its apps.
INSERT INTO app_facts
WITH toUInt32(substring(app_id, 25)) AS n
SELECT * REPLACE (
    f.judged_at + INTERVAL 1 SECOND AS judged_at,
    n % 9 = 0 AS priority_consent,
    toUInt32(n % 11 = 0) AS credentials_expiring,
    toUInt32(n % 13 = 0) AS credentials_expired,
    toUInt32(n % 17 = 0) AS credentials_unused,
    f.judged_at + INTERVAL n % 90 DAY AS credential_expires_at,
    if(f.unused, 100, 0) AS unused_days,
    if(f.overprivileged = 'yes', ['Permission.1'], []) AS smaller_permissions,
    [concat('user', toString(n % 20000), '@contoso.example')] AS owners)
FROM app_facts AS f FINAL
WHERE tenant = 'default'
