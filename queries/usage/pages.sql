-- Counted without FINAL: a page is allowed to be a little smaller than asked for.
SELECT
    tenant,
    min(app_id) AS first_app,
    max(app_id) AS last_app
FROM
(
    SELECT
        tenant,
        app_id,
        intDiv(sum(greatest(count(), {rows_an_app:UInt32})) OVER (PARTITION BY tenant ORDER BY app_id ROWS UNBOUNDED PRECEDING), {rows:UInt32}) AS page
    FROM usage_hour
    WHERE usage_hour.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND usage_hour.at < toDateTime({to_s:UInt32}, 'UTC')
        AND app_id != ''
        AND ({tenant:String} = '' OR tenant = {tenant:String})
    GROUP BY tenant, app_id
)
GROUP BY tenant, page
ORDER BY tenant, first_app
