-- One row is one way in which apps were consented to, as last judged: how many, how many of them are highly privileged, and
-- how many a priority account consented to.
SELECT
    if(consent_type = '', 'none known', toString(consent_type)) AS consent_type,
    toFloat64(count()) AS apps,
    toFloat64(countIf(highly_privileged)) AS highly_privileged,
    toFloat64(countIf(priority_consent)) AS priority
FROM app_facts FINAL
WHERE tenant = {tenant:String} AND deleted_at IS NULL
GROUP BY consent_type
ORDER BY apps DESC, consent_type
