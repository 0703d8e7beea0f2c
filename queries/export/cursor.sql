-- One row is how far one destination has come, and the server's own time; without a row it has never been asked for.
SELECT
    toUInt32(epoch) AS epoch,
    toFloat64(version) AS version,
    toFloat64(toUnixTimestamp64Milli(export_cursors.received_at)) AS received_ms,
    tenant,
    uid,
    toFloat64(export_cursors.revision) AS revision
FROM export_cursors FINAL
WHERE destination = {destination:String}
