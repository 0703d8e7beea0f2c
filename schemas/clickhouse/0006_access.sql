CREATE TABLE tokens
(
    token_id   String,
    name       String,
    hash       String,
    tenant     LowCardinality(String),
    scopes     Array(LowCardinality(String)),
    feeds      Array(LowCardinality(String)),
    created_at DateTime64(3, 'UTC'),
    created_by String,
    expires_at Nullable(DateTime64(3, 'UTC')),
    revoked_at Nullable(DateTime64(3, 'UTC')),
    revoked_by String,
    revision   UInt8
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY token_id
COMMENT 'One row is one token for the HTTP service as it was made (revision 1) or after it was revoked (revision 2, which nothing replaces). hash: SHA-256 of the whole token; it has 256 random bits, so that the hash can be reversed neither by guessing nor by tables, and a slow one would only slow each request. feeds: empty means all. The key is the public part of the token: rows are few and replaced one at a time. Read it with FINAL.';

CREATE TABLE token_uses
(
    token_id     String,
    last_used_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY token_id
COMMENT 'One row is when a token was last used, to the minute or so. A table of its own, so that a service which notes a use can never write over a revocation.';
