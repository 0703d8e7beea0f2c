-- Hosts of apps' addresses that are written in punycode: ClickHouse cannot read it everywhere.
SELECT DISTINCT lower(host) AS host
FROM inventory_history
ARRAY JOIN arrayPushBack(arrayMap(url -> domain(url), fact.reply_urls), fact.publisher_domain) AS host
WHERE tenant = {tenant:String} AND item = 'app' AND position(lower(host), 'xn--') > 0
ORDER BY host
