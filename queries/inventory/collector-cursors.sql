-- How far the collector has come with each collection of a tenant's directory.
SELECT collection, origin, delta_link, apis, toFloat64(toUnixTimestamp64Milli(whole_at)) AS whole_ms
FROM collector_cursors FINAL
WHERE tenant = {tenant:String} AND source = {source:String}
ORDER BY collection
