-- The data that countries and networks of addresses come from: of each data set the newest load.
SELECT
    dataset,
    argMax(package, loaded_at) AS package,
    argMax(package_version, loaded_at) AS package_version,
    toFloat64(toUnixTimestamp64Milli(max(loads.loaded_at))) AS loaded_ms
FROM place_loads AS loads
GROUP BY dataset
ORDER BY dataset
