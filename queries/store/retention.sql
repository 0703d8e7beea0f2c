-- How long things are kept: the newest change of each, 0 days for ever.
SELECT name, toUInt32(argMax(days, set_at)) AS days, concat(replaceOne(toString(max(set_at)), ' ', 'T'), 'Z') AS set_at_text
FROM retention_changes
GROUP BY name
ORDER BY name
