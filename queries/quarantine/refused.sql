-- Which of some places a run put into quarantine again.
SELECT position
FROM quarantine FINAL
WHERE tenant = {tenant:String} AND source = {source:String} AND position IN {positions:Array(String)} AND run_id = {run_id:String}
