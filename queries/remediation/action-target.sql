-- The one row that says what an action on an app has to know of it: where it comes from, and why it may be left alone.
SELECT
    {app_id:String} AS app_id,
    any(f.app_name) AS app_name,
    max(f.first_party) AS first_party,
    arrayDistinct(arrayFlatten(groupArray(f.tags))) AS tags,
    (
        SELECT arraySort(groupUniqArray(toString(source))) FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'app' AND (app_ref = {app_id:String} OR fact.app_id = {app_id:String})
    ) AS sources,
    (SELECT arraySort(groupUniqArray(user_id)) FROM consents WHERE tenant = {tenant:String} AND app_id = {app_id:String} AND user_id != '') AS user_ids
FROM app_facts AS f FINAL
WHERE f.tenant = {tenant:String} AND f.app_id = {app_id:String}
