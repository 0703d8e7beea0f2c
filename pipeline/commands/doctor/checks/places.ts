import { placesInUse } from "../../../../queries/store/places-in-use.ts";
import { type Check, ok } from "../check.ts";
import { durationSince } from "../words.ts";

/** The packages are published every month; addresses change hands slowly. */
const OLD_MS = 270 * 86_400_000;

/** The data that countries and networks of addresses come from. */
export const places: Check = {
  name: "places",
  look: async ({ store, config, now_ms }) => {
    const loads = await store.reader.rows(placesInUse, {});
    if (loads.length === 0 && !config.places) return [ok("countries and networks are switched off (TIDEMARK_PLACES)")];
    if (loads.length === 0) {
      const what = "No data on countries and networks of addresses are loaded: events have only what their feed says.";
      const todo = 'They come with the next "tidemark start" or "tidemark ingest", or set TIDEMARK_PLACES=off.';
      return [{ severity: "warning", what, todo }];
    }
    const told = loads.map(({ dataset, package_version }) => `${dataset} ${package_version}`).join(", ");
    const oldest_ms = Math.min(...loads.map(({ loaded_ms }) => loaded_ms));
    const what = `countries and networks: ${told}, loaded ${durationSince(oldest_ms, now_ms())} ago`;
    if (now_ms() - oldest_ms < OLD_MS) return [ok(what, { loads })];
    const todo = "Update the @ip-location-db packages (npm update) and restart.";
    return [{ severity: "warning", what: `${what}.`, todo, facts: { loads } }];
  },
};
