/**
 * Longest time an insert into the landing may run, in seconds. The settling pass of the rollups waits longer than this
 * before it trusts that all events received up to a moment are visible.
 */
export const INSERT_MAX_SECONDS = 120;
