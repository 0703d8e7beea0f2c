import { DAY_MS, HOUR_MS, localTime, utcOf } from "../../calendar.ts";
import { between, type Range, wholeBetween } from "../../draw.ts";
import type { AppKind } from "../../kinds.ts";
import type { Notice } from "../../notices.ts";
import type { Whereabouts } from "../../places.ts";
import type { Mix } from "../../purposes.ts";
import type { AppScenario, DetectionStories } from "../scenario.ts";
import { attack, calls, during, lastHours, lookAlike, type Scene, surge } from "./acting.ts";
import { abroad, inHouse, permissions } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";
import { secretBySomebody, secretRenewed, signsIn } from "./notes.ts";

/** From the secret to the end of its use: one to four days. */
const DAYS_IN_HOURS: Range = [24, 96];
/** The use itself is over within a night or a working day. */
const USE_HOURS: Range = [2, 8];
/** Who steals looks for what is large. */
const BYTES_FACTOR: Range = [1, 4];
const STEADY: readonly AppKind[] = ["office", "batch"];

/** A new secret at first, and much more of something at the end. */
function secretThenSurge(
  mix: Mix,
  times: Range,
  at_least: number,
  more: { readonly resources: number },
): AppScenario["plant"] {
  return during(DAYS_IN_HOURS, (scene) => {
    const extra = { per_h: surge(scene, times, at_least), mix, ...more };
    const change = { extra, bytes_factor: between(scene.random, BYTES_FACTOR) };
    return {
      notices: [secretBySomebody(scene, scene.from_ms)],
      phases: [{ ...lastHours(scene, USE_HOURS), change }],
    };
  });
}

/** Every week at the same hour, as a calendar does it; the usage goes on as ever. */
function renewedByTheCalendar(scene: Scene): { notices: Notice[]; from_ms: number } {
  const { app, world, random, from_ms } = scene;
  const day = localTime(from_ms, app.offset_h).day;
  const last_ms = Math.floor(utcOf(day, between(random, [9, 16]), app.offset_h));
  const at = [3, 2, 1, 0].map((weeks) => last_ms - weeks * 7 * DAY_MS);
  const within = at.filter((at_ms) => at_ms >= world.from_ms && at_ms < world.to_ms);
  return { notices: within.map((at_ms) => secretRenewed(scene, at_ms)), from_ms: Math.min(from_ms, ...within) };
}

/** The span reaches back to the first renewal that is seen. */
function onSchedule(act: (scene: Scene) => Notice[] = () => []): AppScenario["plant"] {
  return (world, app, random) => {
    const plant = during([48, 96], () => ({}))(world, app, random);
    if (plant === undefined) return undefined;
    const scene = { world, app, random, ...plant };
    const { notices, from_ms } = renewedByTheCalendar(scene);
    return { ...plant, from_ms, notices: [...notices, ...act(scene)] };
  };
}

export const d12: DetectionStories = {
  title: "In-house app: a new credential, then unusual use of Exchange",
  attack: attack({
    tells:
      "Somebody adds a secret to an in-house app; one to four days later it reads mail many times as fast as ever.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: secretThenSurge(mixOf(["mail_get", 60], ["mail_list", 30], ["mail_attachment", 10]), [3, 12], 120, {
      resources: 40_000,
    }),
  }),
  look_alike: lookAlike({
    tells: "An in-house mail app whose secret is renewed every week by the calendar, and which goes on as ever.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: onSchedule(),
  }),
};

/** Hours after the secret the first sign-in comes from abroad, then a few more. */
function signInsFrom(scene: Scene, from: Whereabouts, agent?: string): Notice[] {
  const first_ms = scene.from_ms + between(scene.random, [0.3, 0.6]) * (scene.to_ms - scene.from_ms);
  const moments = Array.from({ length: wholeBetween(scene.random, [2, 6]) }, () =>
    Math.floor(between(scene.random, [first_ms, scene.to_ms])),
  );
  return moments.map((at_ms) => signsIn(scene, at_ms, from, agent));
}

export const d15: DetectionStories = {
  title: "In-house app: a new credential, then a sign-in from a new place",
  attack: attack({
    tells: "Somebody adds a secret to an in-house app, which signs in from a country and network it has never been in.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.sites, actor_type: "app_only", directory: inHouse() }),
    plant: during([6, 72], (scene) => ({
      notices: [secretBySomebody(scene, scene.from_ms), ...signInsFrom(scene, abroad(scene.random))],
    })),
  }),
  look_alike: lookAlike({
    tells:
      "The secret is renewed by the calendar, and a new machine beside the old one signs in: same network and country.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.sites, actor_type: "app_only", directory: inHouse() }),
    plant: onSchedule((scene) => {
      const [{ place }] = scene.app.servers;
      return signInsFrom(scene, { ip: `203.0.113.${wholeBetween(scene.random, [1, 199])}`, place });
    }),
  }),
};

export const d16: DetectionStories = {
  title: "As D15, and unusual use of Graph from there",
  attack: attack({
    tells: "A secret is added, the app signs in from abroad, and from there calls Graph many times as often as ever.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({
      purpose: JOBS.people,
      actor_type: "app_only",
      directory: inHouse({ permissions: permissions("Mail.Read", "Files.Read.All") }),
    }),
    plant: during([12, 72], (scene) => {
      const from = abroad(scene.random);
      const use = lastHours(scene, USE_HOURS);
      const extra = { per_h: surge(scene, [3, 12], 120), mix: ANYTHING, resources: 30_000, ...from };
      const sign_in = signsIn(scene, Math.max(scene.from_ms + HOUR_MS, use.from_ms - HOUR_MS), from);
      return { notices: [secretBySomebody(scene, scene.from_ms), sign_in], phases: [calls(scene, extra, use)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "An office abroad opens: a dozen people begin to use the in-house app from there; no credential changes.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({ purpose: JOBS.people, actor_type: "delegated", users: [30, 60], directory: inHouse() }),
    plant: during([48, 72], (scene) => {
      const { place } = abroad(scene.random);
      const newcomers = scene.app.users.slice(0, 12);
      const per_h = surge(scene, [0.004, 0.01], 0.3);
      return {
        phases: newcomers.map((user, i) => calls(scene, { per_h, user, ip: `192.0.2.${200 + i}`, place })),
      };
    }),
  }),
};

const ANYTHING: Mix = mixOf(["mail_get", 40], ["onedrive_get", 30], ["users_list", 10], ["user_get", 20]);

export const d39: DetectionStories = {
  title: "A new credential, days later much data from OneDrive",
  attack: attack({
    tells:
      "A secret is added; days later the app downloads from OneDrive many times as much as ever, large files first.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.drives, actor_type: "app_only", directory: inHouse() }),
    plant: secretThenSurge(mixOf(["onedrive_get", 90], ["drive_children", 10]), [3, 12], 150, { resources: 60_000 }),
  }),
  look_alike: lookAlike({
    tells: "The secret of a sync app is renewed every week by the calendar; it goes on as ever.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.drives, actor_type: "app_only", directory: inHouse() }),
    plant: onSchedule(),
  }),
};

export const d40: DetectionStories = {
  title: "A new credential, days later much data from SharePoint",
  attack: attack({
    tells:
      "A secret is added; days later the app downloads from SharePoint many times as much as ever, large files first.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.sites, actor_type: "app_only", directory: inHouse() }),
    plant: secretThenSurge(mixOf(["sharepoint_get", 95], ["sharepoint_search", 5]), [3, 12], 150, {
      resources: 60_000,
    }),
  }),
  look_alike: lookAlike({
    tells:
      "A planned migration: for a day and a half the app copies sites at several times its pace; no credential changes.",
    needs: { kind: "always_on", or_kinds: STEADY, nightly: true },
    profile: () => ({ purpose: JOBS.sites, actor_type: "app_only", directory: inHouse() }),
    plant: during([24, 40], (scene) => {
      const extra = { per_h: surge(scene, [2, 4], 60), mix: MIGRATION, resources: 60_000 };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

const MIGRATION: Mix = mixOf(["sharepoint_get", 50], ["sharepoint_put", 50]);
