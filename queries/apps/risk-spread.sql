-- One row is one tenth of the scale of risk that has apps: how many, by the level of their privileges.
SELECT
    concat(toString(tenth * 10), ' to ', toString(if(tenth = 9, 100, tenth * 10 + 9))) AS risk,
    toFloat64(countIf(privilege_level = 'high')) AS high,
    toFloat64(countIf(privilege_level = 'medium')) AS medium,
    toFloat64(countIf(privilege_level = 'low')) AS low,
    toFloat64(countIf(privilege_level NOT IN ('high', 'medium', 'low'))) AS none
FROM (SELECT least(intDiv(risk_score, 10), 9) AS tenth, privilege_level FROM app_facts FINAL WHERE tenant = {tenant:String} AND deleted_at IS NULL)
GROUP BY tenth
ORDER BY tenth DESC
