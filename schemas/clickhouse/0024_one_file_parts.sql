-- An import's batch becomes a part of 40 MB. With files of its own for each column, a fifth of what the insert costs is
-- making them. Merges of two or more such parts give each column its files again.
ALTER TABLE events MODIFY SETTING min_bytes_for_wide_part = 67108864;
