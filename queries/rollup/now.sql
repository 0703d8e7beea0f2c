-- One row, always: how long ago it is that all events received until then were in the usage tables, the same of the slowest
-- other job, and how many differences the nightly recount found in a week.
SELECT
    (SELECT if(count() = 0, NULL, toFloat64(dateDiff('second', max(settled_at), now64(3, 'UTC')))) FROM rollup_state FINAL) AS settled_ago_s,
    (SELECT if(count() = 0, NULL, toFloat64(max(dateDiff('second', until, now64(3, 'UTC'))))) FROM job_progress FINAL) AS slowest_job_ago_s,
    (SELECT toFloat64(count()) FROM rollup_faults WHERE found_at > now64(3, 'UTC') - INTERVAL 7 DAY) AS faults_7d
