-- How many rows of the two lists of these hashes are in the store.
SELECT
    (SELECT toUInt32(count()) FROM known_permissions FINAL WHERE list_hash = {list_hash:String}) AS permissions,
    (SELECT toUInt32(count()) FROM known_apps FINAL WHERE list_hash = {apps_hash:String}) AS apps
