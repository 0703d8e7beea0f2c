-- Each list with its newest whole load, and what went wrong since.
SELECT
    list,
    argMax(loads.tenant, loads.loaded_at) AS tenant,
    argMax(loads.kind, loads.loaded_at) AS kind,
    argMax(loads.origin, loads.loaded_at) AS origin,
    toFloat64(argMaxIf(loads.values, loads.loaded_at, loads.failure = '')) AS values,
    if(countIf(loads.failure = '') = 0, NULL, concat(replaceOne(toString(maxIf(loads.loaded_at, loads.failure = '')), ' ', 'T'), 'Z')) AS loaded_at,
    if(countIf(loads.failure = '') = 0, NULL, toFloat64(dateDiff('second', maxIf(loads.loaded_at, loads.failure = ''), now64(3)))) AS age_s,
    argMax(loads.failure, loads.loaded_at) AS failure
FROM detection_list_loads AS loads
GROUP BY list
ORDER BY list
