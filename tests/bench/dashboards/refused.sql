-- Twenty thousand records that could not be taken, over the month, up to its last minute.
INSERT INTO quarantine (tenant, source, position, reason, detail, raw, run_id, received_at)
SELECT 'default', ['ms_graph_activity', 'o365_audit', 'entra_sign_in'][1 + number % 3], concat('bench:', toString(number)),
    ['not_json', 'missing_field', 'wrong_value', 'bad_time'][1 + cityHash64(number) % 4], 'at: is no time', '{"at":"yesterday"}', 'bench',
    fromUnixTimestamp64Milli({end_ms:Int64} - 60000 - number * 129600, 'UTC')
FROM numbers(20000)
