-- One row is one measure of one feed: for how many apps the normal range of hours is known, and for how many it is being
-- learnt. All slots of one training have one state, so that the newest row says it and nothing need be merged.
SELECT
    toString(source) AS source,
    toString(metric) AS metric,
    toFloat64(countIf(state_now != 'learning')) AS ready,
    toFloat64(countIf(state_now = 'learning')) AS learning,
    max(trained) AS trained_at
FROM
(
    SELECT source, metric, app_id, argMax(state, baselines.trained_at) AS state_now, max(baselines.trained_at) AS trained
    FROM baselines
    WHERE tenant = {tenant:String} AND window_s = 3600
    GROUP BY source, metric, app_id
)
GROUP BY source, metric
ORDER BY source, metric
