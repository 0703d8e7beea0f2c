    -- Any id of an app resolves by every alias ever known, so that inventory which comes late corrects the past. A thing was
    -- there when it was last written down, and when a whole list that shows it was last read.
    aliases AS (SELECT alias AS app_ref, app_id FROM app_aliases WHERE tenant = {tenant:String}),
    seen_lists AS
    (
        SELECT list, app_ref, max(at) AS seen_at
        FROM inventory_lists
        WHERE tenant = {tenant:String} AND at <= until
        GROUP BY list, app_ref
    ),
