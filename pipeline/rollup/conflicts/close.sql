INSERT INTO conflicts
SELECT tenant, source, event_id, at, app_id, received_at, run_id, record, kept_at, kept_app_id, kept_received_at, 'repaired' AS state, found_at, c.revision + 1 AS revision
FROM conflicts AS c FINAL
WHERE c.state = 'found' AND c.revision <= toUInt64({revision:String})
