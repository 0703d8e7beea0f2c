-- One row, always: the store answers a reader.
SELECT 1 AS answers
