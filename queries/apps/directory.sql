-- What the directory says of one app that is not judged: its other ids, where it answers, and who switched it last.
-- One row, always. app_ids: all ids of the app.
SELECT
    maxIf(app_ref, key = 'service_principal') AS service_principal_id,
    maxIf(app_ref, key = 'application') AS application_object_id,
    argMaxIf(fact.reply_urls, (row_at, rank), notEmpty(fact.reply_urls)) AS reply_urls,
    argMaxIf(fact.owners, (row_at, rank), notEmpty(fact.owners)) AS owners,
    argMaxIf(fact.tags, (row_at, rank), notEmpty(fact.tags)) AS directory_tags,
    argMaxIf(fact.notes, (row_at, rank), fact.notes != '') AS directory_note,
    argMaxIf(status_now, row_at, is_switch) AS last_status,
    argMaxIf(changed_by, row_at, is_switch) AS last_status_by,
    if(countIf(is_switch) = 0, NULL, concat(replaceOne(toString(maxIf(row_at, is_switch)), ' ', 'T'), 'Z')) AS last_status_at
FROM
(
    SELECT app_ref, key, inventory_history.at AS row_at, rank, fact, changed_by, if(state = 'deleted', 'deleted', fact.status) AS status_now,
        ifNull(lagInFrame(toNullable(status_now), 1) OVER (PARTITION BY app_ref, key ORDER BY inventory_history.at, rank) != status_now, 0) AS is_switch
    FROM inventory_history FINAL
    WHERE tenant = {tenant:String} AND item = 'app' AND app_ref IN {app_ids:Array(String)}
)
