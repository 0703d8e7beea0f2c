-- One row, always: how many policies a tenant has, and in which state they stand.
SELECT toFloat64(count()) AS policies, toFloat64(countIf(state_now = 'active')) AS active, toFloat64(countIf(state_now = 'audit')) AS audit
FROM
(
    SELECT name, argMax(state, policies.revision) AS state_now
    FROM policies
    WHERE tenant = {tenant:String}
    GROUP BY name
)
