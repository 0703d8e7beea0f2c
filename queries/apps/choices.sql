-- One row is one app to choose, by its id and a name to show, the riskiest first. Those whose name or id holds the search.
SELECT app_id, if(app_name = '', app_id, concat(app_name, ' (', app_id, ')')) AS label
FROM app_facts FINAL
WHERE tenant = {tenant:String}
    AND ({search:String} = '' OR positionCaseInsensitiveUTF8(app_name, {search:String}) > 0 OR positionCaseInsensitiveUTF8(app_id, {search:String}) > 0)
ORDER BY risk_score DESC, app_name, app_id
LIMIT {limit:UInt32}
