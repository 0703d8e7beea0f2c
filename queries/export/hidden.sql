-- Which of some alerts a tuning rule hides: what the list of alerts does not show is not sent.
SELECT tenant, uid
FROM alerts
WHERE uid IN {uids:Array(String)} AND hidden_by != ''
