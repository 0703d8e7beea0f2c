-- What the detector of usage found by itself: an app that came back, one that fell silent, and windows far outside their
-- range, or an hour outside after another one within a day.
{{../shared.sql}}
SELECT if(a.app_id = '', d.app_id, a.app_id) AS app_id, multiIf(d.metric = 'silence', 'silent_app', d.metric = 'idle_days', 'dormant_return', 'usage_deviation') AS signal,
    '' AS service, '' AS operation_class, if(signal = 'usage_deviation', concat(d.metric, ' of ', d.source), d.source) AS value,
    toDateTime64(d.at, 3, 'UTC') AS at, max(at + toIntervalSecond(d.window_s)) AS until, max(d.score) / 100 AS strength, max(ifNull(d.observed, 0)) AS observed, any(d.expected) AS usual,
    toJSONString(tuple(any(d.metric), any(d.source))::Tuple(metric String, source String)) AS evidence
FROM
(
    SELECT *, metric IN ('silence', 'idle_days') AS is_absence, NOT is_absence AND window_s = 3600 AS is_hour,
        countIf(is_hour) OVER (PARTITION BY source, app_id ORDER BY toUnixTimestamp(deviations.at) RANGE BETWEEN {deviation_again_s:UInt32} PRECEDING AND 1 PRECEDING) AS hours_before
    FROM deviations FINAL
    WHERE tenant = {tenant:String} AND app_id != '' AND withdrawn = 0 AND direction = 'high' AND deviations.at >= from_at - toIntervalSecond({deviation_again_s:UInt32}) AND deviations.at < until_at
) AS d
LEFT JOIN aliases AS a ON a.app_ref = d.app_id
WHERE d.at >= from_at AND (d.is_absence OR d.score >= {deviation_score:Float64} OR (d.is_hour AND d.hours_before > 0)) AND (empty(named_apps) OR has(named_apps, app_id))
GROUP BY app_id, signal, value, d.at
