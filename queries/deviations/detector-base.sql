SELECT base_s
FROM detector_states
WHERE history_from_s = {history_from_s:UInt32}
    AND base_s <= {until_s:UInt32}
    AND kind = {kind:String}
    AND tenant = ''
    AND app_id = ''
ORDER BY base_s DESC
LIMIT 1
