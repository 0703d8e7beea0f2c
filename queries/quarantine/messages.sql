-- What stands in quarantine from a stretch of one partition of a topic. Places begin with "topic:partition:offset:"; the
-- prefix is what the offsets of the stretch have in common, so that the key finds them.
SELECT position, reason, detail
FROM quarantine FINAL
WHERE source = {source:String}
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND startsWith(position, {prefix:String})
    AND toUInt64OrZero(splitByChar(':', substring(position, length({place:String}) + 1))[1]) BETWEEN {first:UInt64} AND {last:UInt64}
