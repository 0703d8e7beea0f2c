import { DAY_MS } from "../../calendar.ts";
import { between, type NonEmpty, pick, type Range } from "../../draw.ts";
import { EWS_AGENT } from "../../operations.ts";
import type { Phase } from "../../phase.ts";
import { drawHours, lastThirdFrom } from "../placement.ts";
import type { AppScenario, DetectionStories } from "../scenario.ts";
import { attack, calls, during, lookAlike, type Scene, surge } from "./acting.ts";
import { HIGH_PRIVILEGE, inHouse, maybeAbroad, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

/** What people write who try a stolen token: a shell, a script, a tester's tool. */
const SCRIPTS: NonEmpty<string> = [
  "curl/8.5.0",
  "python-httpx/0.27.0",
  "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4648",
  "PostmanRuntime/7.41.2",
  "aiohttp/3.9.5",
];

export const d29: DetectionStories = {
  title: "A user agent the app has never had",
  attack: attack({
    tells: "Beside the app's own calls somebody makes a few dozen with its token out of a script.",
    needs: { kind: "always_on", or_kinds: ["office", "batch"], nightly: true },
    profile: () => ({ purpose: JOBS.mail, directory: vendor() }),
    plant: during([1, 8], (scene) => {
      const extra = { per_h: between(scene.random, [20, 60]), agent: pick(scene.random, SCRIPTS) };
      return { phases: [calls(scene, { ...extra, ...maybeAbroad(scene.random) })] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new version of the app is rolled out: the number behind its name rises, the rest stays.",
    needs: { kind: "always_on", or_kinds: ["office"] },
    profile: (world, random) => ({
      purpose: JOBS.mail,
      deploys_ms: [Math.floor(between(random, [lastThirdFrom(world), world.to_ms - DAY_MS]))],
      directory: vendor(),
    }),
    plant: (world, { deploys_ms: [from_ms] }) => {
      if (from_ms === undefined) return undefined;
      return { from_ms, to_ms: Math.min(world.to_ms, from_ms + 2 * DAY_MS), phases: [], notices: [] };
    },
  }),
};

export const d30: DetectionStories = {
  title: "Mail read through EWS by a user agent the app has never had",
  attack: attack({
    tells: "An app that has spoken to Exchange Web Services in one voice for weeks reads mail in another one.",
    needs: { kind: "always_on", or_kinds: ["batch"], nightly: true },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", agent: EWS_AGENT, directory: vendor() }),
    plant: during([1, 8], (scene) => {
      const extra = { per_h: between(scene.random, [30, 90]), mix: EWS_READS, agent: pick(scene.random, EWS_SCRIPTS) };
      return { phases: [calls(scene, extra)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "The mail archive reads more than usual after a quiet weekend, in the voice it always had.",
    needs: { kind: "always_on", or_kinds: ["batch"], nightly: true },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", agent: EWS_AGENT, directory: vendor() }),
    plant: during([2, 6], (scene) => ({
      phases: [calls(scene, { per_h: surge(scene, [0.2, 0.5], 3), mix: EWS_READS })],
    })),
  }),
};

const EWS_READS = mixOf(["ews_items", 90], ["ews_folder", 10]);
const EWS_SCRIPTS: NonEmpty<string> = [
  "python-requests/2.32.3 exchangelib/5.4.2",
  "Microsoft WinRM Client",
  "Go-http-client/1.1",
  "ExchangeServicesClient/0.0.0.0",
];

const DORMANT_DAYS: Range = [14, 20];
/** The app is seen at work before, so that there is something to return to. */
const FEWEST_ACTIVE_DAYS = 1;

/** The app is silent for weeks, and then only does what is told. */
function afterDormancy(hours: Range, act: (scene: Scene) => Phase[]): AppScenario["plant"] {
  return (world, app, random) => {
    const plant = during(hours, (scene) => ({ phases: act(scene) }))(world, app, random);
    if (plant === undefined) return undefined;
    const longest_days = (plant.from_ms - world.from_ms) / DAY_MS - FEWEST_ACTIVE_DAYS;
    if (longest_days < DORMANT_DAYS[0]) return undefined;
    const silent_ms = Math.min(longest_days, between(random, DORMANT_DAYS)) * DAY_MS;
    const silence = { from_ms: plant.from_ms - silent_ms, to_ms: world.to_ms, change: { rate_factor: 0 } };
    return { ...plant, phases: [silence, ...plant.phases] };
  };
}

const ARM_LOOK_AROUND = mixOf(["groups_read", 60], ["storage_keys", 20], ["vault_secret", 20]);

export const d31: DetectionStories = {
  title: "Dormant app of Graph or EWS that uses Azure Resource Manager for the first time",
  attack: attack({
    tells: "After two or three silent weeks an app that only ever called Graph looks around in Azure's subscriptions.",
    needs: { kind: "always_on" },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: afterDormancy([1, 6], (scene) => {
      const extra = { per_h: between(scene.random, [20, 80]), mix: ARM_LOOK_AROUND, ...maybeAbroad(scene.random) };
      return [calls(scene, extra)];
    }),
  }),
  look_alike: lookAlike({
    tells: "An app that works every day gets a new feature and reads resource groups in Azure for the first time.",
    needs: { kind: "always_on" },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: during([24, 48], (scene) => {
      const extra = { per_h: between(scene.random, [2, 6]), mix: mixOf(["groups_read", 1]) };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

const RETURNS: NonEmpty<ReturnType<typeof mixOf>> = [
  mixOf(["mail_get", 60], ["mail_list", 30], ["users_list", 10]),
  mixOf(["ews_items", 70], ["ews_folder", 20], ["ews_search", 10]),
  ARM_LOOK_AROUND,
];

export const d43: DetectionStories = {
  title: "Inactive multitenant app that calls APIs again",
  attack: attack({
    tells: "A multitenant app nobody has used for weeks calls Graph, Exchange or Azure for some hours.",
    needs: { kind: "always_on", or_kinds: ["office"] },
    profile: () => ({
      purpose: JOBS.mail,
      actor_type: "app_only",
      directory: stranger({ permissions: HIGH_PRIVILEGE }),
    }),
    plant: afterDormancy([1, 6], (scene) => {
      const extra = { per_h: between(scene.random, [20, 80]), mix: pick(scene.random, RETURNS) };
      return [calls(scene, { ...extra, ...maybeAbroad(scene.random) })];
    }),
  }),
  look_alike: lookAlike({
    tells:
      "A multitenant app that works for an hour or two every week and rests in between, as it has since it is known.",
    needs: { kind: "quiet" },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: vendor() }),
    plant: (world, _app, random) => {
      const first_ms = Math.ceil(world.from_ms + between(random, [0, 6]) * DAY_MS);
      const extra = { per_h: between(random, [20, 60]) };
      const runs = weeklyFrom(first_ms, world.to_ms - 2 * HOURS_OF_RUN_MS).map((at_ms): Phase => {
        return { from_ms: at_ms, to_ms: at_ms + drawHours(random, [1, 2]), change: { extra } };
      });
      const last = runs.at(-1);
      if (last === undefined || last.from_ms < lastThirdFrom(world)) return undefined;
      const rest = { from_ms: world.from_ms, to_ms: world.to_ms, change: { rate_factor: 0 } };
      return { from_ms: first_ms, to_ms: last.to_ms, phases: [rest, ...runs], notices: [] };
    },
  }),
};

const HOURS_OF_RUN_MS = 2 * 3_600_000;

function weeklyFrom(first_ms: number, until_ms: number): number[] {
  const weeks = Math.max(0, Math.floor((until_ms - first_ms) / (7 * DAY_MS)) + 1);
  return Array.from({ length: weeks }, (_, week) => first_ms + week * 7 * DAY_MS);
}
