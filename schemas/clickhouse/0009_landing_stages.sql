ALTER TABLE landing
    ADD COLUMN IF NOT EXISTS keep_from DateTime64(3, 'UTC')
    COMMENT 'An event before this is too old to be kept; 1970 where everything is';
