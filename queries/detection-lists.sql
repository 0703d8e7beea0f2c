-- Each list with its newest whole load, and what went wrong since.
SELECT
    list,
    argMax(tenant, loads.loaded_at) AS tenant,
    argMax(kind, loads.loaded_at) AS kind,
    argMax(origin, loads.loaded_at) AS origin,
    toFloat64(argMaxIf(loads.values, loads.loaded_at, failure = '')) AS values,
    if(countIf(failure = '') = 0, NULL, concat(replaceOne(toString(maxIf(loads.loaded_at, failure = '')), ' ', 'T'), 'Z')) AS loaded_at,
    if(countIf(failure = '') = 0, NULL, toFloat64(dateDiff('second', maxIf(loads.loaded_at, failure = ''), now64(3)))) AS age_s,
    argMax(failure, loads.loaded_at) AS failure
FROM detection_list_loads AS loads
GROUP BY list
ORDER BY list
