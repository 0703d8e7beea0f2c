CREATE TABLE place_loads
(
    dataset         LowCardinality(String),
    load_id         String,
    package         String,
    package_version String,
    ranges          UInt64,
    prefixes        UInt64,
    loaded_at       DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (dataset, loaded_at)
COMMENT 'One row is one finished load of one data set (country, asn) out of a package. It is written last, and the newest of a data set names the rows in use: that is the switch. Read by data set, newest last.';

CREATE TABLE place_countries
(
    load_id String,
    address IPv6,
    bits    UInt8,
    country LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY load_id
ORDER BY address
COMMENT 'One row is one network (the first bits of address; IPv4 as ::ffff:a.b.c.d) and its country (ISO 3166-1 alpha-2). A load is a partition, so that an older one goes at once. Ordered by address, as the dictionary wants it.';

CREATE TABLE place_asns
(
    load_id String,
    address IPv6,
    bits    UInt8,
    asn     UInt32
)
ENGINE = MergeTree
PARTITION BY load_id
ORDER BY address
COMMENT 'One row is one network and the number of the autonomous system that announces it. Partition and key as in place_countries.';

-- What the dictionaries read: the rows of the newest finished load. In order, they load in a third of the time.
CREATE VIEW place_countries_now AS
SELECT concat(toString(address), '/', toString(bits)) AS prefix, country
FROM place_countries
WHERE load_id = (SELECT argMax(load_id, (loaded_at, load_id)) FROM place_loads WHERE dataset = 'country')
ORDER BY address;

CREATE VIEW place_asns_now AS
SELECT concat(toString(address), '/', toString(bits)) AS prefix, asn
FROM place_asns
WHERE load_id = (SELECT argMax(load_id, (loaded_at, load_id)) FROM place_loads WHERE dataset = 'asn')
ORDER BY address;

-- migrate puts USER and PASSWORD in the place of "credentials" (docs/operations.md).
-- Loaded at the first use; whoever brings new data reloads them, so that nothing need be polled.
CREATE DICTIONARY IF NOT EXISTS ip_country
(
    prefix  String,
    country String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(TABLE 'place_countries_now' /* credentials */))
LAYOUT(IP_TRIE)
LIFETIME(0)
COMMENT 'Country of an address; keys are IPv6 (IPv4 mapped) or IPv4.';

CREATE DICTIONARY IF NOT EXISTS ip_asn
(
    prefix String,
    asn    UInt32 DEFAULT 0
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(TABLE 'place_asns_now' /* credentials */))
LAYOUT(IP_TRIE)
LIFETIME(0)
COMMENT 'Autonomous system that announces an address, 0 for none; keys are IPv6 (IPv4 mapped) or IPv4.';
