-- Which rules from operations to classes SQL goes by; empty where none were loaded.
SELECT toString(argMaxOrDefault(rules_hash, loaded_at)) AS rules_hash, toUInt32(count()) AS rules
FROM operation_rules
