-- The epochs of some days that were ever raised; all others are 0.
SELECT tenant, toUInt32(toUnixTimestamp(toDateTime(day, 'UTC'))) AS day_s, toUInt32(sum(raises)) AS epoch
FROM rollup_epochs
WHERE day IN (SELECT toDate(toDateTime(arrayJoin({days_s:Array(UInt32)}), 'UTC')))
GROUP BY tenant, day
