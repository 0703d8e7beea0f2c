-- More in one hour than in any hour of the five weeks of whole days before: calls, bytes, errors, and how many accounts
-- or objects were reached. Apps whose busiest hours differ much from day to day have records often: for them it takes as
-- many times more as their record differs from their middling day.
{{../shared.sql}}
    -- Hours too small to be a spike in anything, which is most, need no past.
    busy AS
    (
        SELECT app_id, service, operation_class, hour, calls, bytes, errors, reach,
            if(operation_class IN ('compute.create', 'inbox_rule.write', 'secret.read'), {spike_rare_calls:Float64}, {spike_calls:Float64}) AS fewest_calls
        FROM hours
        WHERE operation_class NOT IN ('consent.grant', 'consent.revoke', 'credential.write', 'app.write')
            AND (hours.calls >= fewest_calls OR hours.bytes >= {spike_bytes:Float64} OR hours.errors >= {spike_errors:Float64} OR hours.reach >= {spike_reach:Float64})
    ),
    past AS
    (
        SELECT d.app_id AS app_id, d.service AS service, d.operation_class AS operation_class, d.day AS day, count() AS active_days,
            max(p.hour_calls) AS calls, max(p.hour_bytes) AS bytes, max(p.hour_errors) AS errors, max(p.hour_reach) AS reach,
            quantileExact(p.hour_calls) AS middling_calls, quantileExact(p.hour_bytes) AS middling_bytes, quantileExact(p.hour_errors) AS middling_errors, quantileExact(p.hour_reach) AS middling_reach
        FROM (SELECT DISTINCT app_id, service, operation_class, toDate(hour) AS day FROM busy) AS d
        INNER JOIN
        (
            SELECT app_id, service, operation_class, day AS past_day, hour_calls, hour_bytes, hour_errors, hour_reach
            FROM usage_peaks FINAL
            WHERE tenant = {tenant:String} AND day >= toDate(from_at) - {history_days:UInt16} AND day < toDate(until_at)
                AND app_id IN (SELECT app_id FROM busy)
        ) AS p ON p.app_id = d.app_id AND p.service = d.service AND p.operation_class = d.operation_class
        WHERE p.past_day < d.day AND p.past_day >= d.day - {history_days:UInt16}
        GROUP BY app_id, service, operation_class, day
    ),
    measured AS
    (
        SELECT h.app_id AS app_id, h.service AS service, h.operation_class AS operation_class, h.hour AS hour, p.active_days AS active_days, m.1 AS metric, m.2 AS observed, m.3 AS usual, m.4 AS floor,
            if(usual = 0, 1, least({most_unsteady:Float64}, greatest(1, usual / ({steady_times:Float64} * greatest(1, m.5))))) AS unsteadiness
        FROM busy AS h
        LEFT JOIN past AS p ON p.app_id = h.app_id AND p.service = h.service AND p.operation_class = h.operation_class AND p.day = toDate(h.hour)
        ARRAY JOIN
            [('calls', toFloat64(h.calls), toFloat64(p.calls), h.fewest_calls, toFloat64(p.middling_calls)), ('bytes', toFloat64(h.bytes), toFloat64(p.bytes), {spike_bytes:Float64}, toFloat64(p.middling_bytes)),
             ('errors', toFloat64(h.errors), toFloat64(p.errors), {spike_errors:Float64}, toFloat64(p.middling_errors)), ('reach', toFloat64(h.reach), toFloat64(p.reach), {spike_reach:Float64}, toFloat64(p.middling_reach))] AS m
    )
SELECT s.app_id AS app_id, 'spike' AS signal, s.service AS service, s.operation_class AS operation_class, s.metric AS value,
    toDateTime64(s.hour, 3, 'UTC') AS at, at + INTERVAL 1 HOUR AS until, 1 - s.unsteadiness * s.usual / s.observed AS strength, s.observed AS observed, toNullable(s.usual) AS usual,
    toJSONString(tuple(greatest(0, dateDiff('day', k.first_at, at)), s.active_days, b.app_id != '' AND b.made_at > at - toIntervalDay({new_app_days:UInt16}))::Tuple(known_days Int64, active_days UInt64, is_new Bool)) AS evidence
FROM measured AS s
LEFT JOIN known AS k ON k.app_id = s.app_id
LEFT JOIN born AS b ON b.app_id = s.app_id
WHERE s.observed >= s.floor AND s.observed >= {weak_spike_times:Float64} * s.unsteadiness * s.usual
