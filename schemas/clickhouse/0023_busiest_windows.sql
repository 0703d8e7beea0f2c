ALTER TABLE usage_hour
    ADD COLUMN IF NOT EXISTS busiest_calls Nullable(UInt64) COMMENT 'The most calls that the app made through the source in five minutes of the hour (00-05, 05-10, ...): the same in all rows of the app, source and hour. Null: not known, as of hours that were counted before the column was there.',
    ADD COLUMN IF NOT EXISTS busiest_calls_at Nullable(DateTime('UTC')) COMMENT 'When those five minutes began; of equal ones the first.',
    ADD COLUMN IF NOT EXISTS busiest_errors Nullable(UInt64) COMMENT 'The same of calls that failed.',
    ADD COLUMN IF NOT EXISTS busiest_errors_at Nullable(DateTime('UTC')),
    ADD COLUMN IF NOT EXISTS busiest_bytes_read Nullable(UInt64) COMMENT 'The same of what it took out; null also where the feed does not say.',
    ADD COLUMN IF NOT EXISTS busiest_bytes_read_at Nullable(DateTime('UTC')),
    ADD COLUMN IF NOT EXISTS busiest_bytes_written Nullable(UInt64) COMMENT 'The same of what it put in; null also where the feed does not say.',
    ADD COLUMN IF NOT EXISTS busiest_bytes_written_at Nullable(DateTime('UTC'));
