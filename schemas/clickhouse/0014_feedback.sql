ALTER TABLE alert_history ADD COLUMN IF NOT EXISTS comment String COMMENT 'What whoever made this revision wrote with it.';

ALTER TABLE alert_history DROP PROJECTION IF EXISTS by_received;

ALTER TABLE alert_history ADD PROJECTION IF NOT EXISTS by_received
(
    SELECT received_at, tenant, uid, revision, recorded_at, actor, action, detection, reference, title, severity, status,
        classification, determination, comment, source, app_id, score, first_activity_at, last_activity_at, evidence
    ORDER BY received_at, tenant, uid, revision
);

ALTER TABLE alert_history MATERIALIZE PROJECTION by_received SETTINGS mutations_sync = 2;
