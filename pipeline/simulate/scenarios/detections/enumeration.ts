import { DAY_MS } from "../../calendar.ts";
import { between, pick } from "../../draw.ts";
import type { Purpose } from "../../purposes.ts";
import type { DetectionStories } from "../scenario.ts";
import { appearsLate, attack, calls, during, lastHours, lookAlike, sinceItAppeared } from "./acting.ts";
import { inHouse, permissions, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

/** One drive after another, a look at what is in each. */
const DRIVE_BY_DRIVE = mixOf(["drive_of_user", 30], ["drive_children", 60], ["onedrive_search", 10]);
/** More than people: each drive is met once or twice. */
const ALL_DRIVES = 5000;

export const d26: DetectionStories = {
  title: "OneDrive is enumerated",
  attack: attack({
    tells: "An app that books rooms, or syncs a few drives, lists one drive after another within an hour or a few.",
    needs: { kind: "always_on", or_kinds: ["office"] },
    profile: (_world, random) => ({
      purpose: pick<Purpose>(random, [JOBS.people, JOBS.drives]),
      directory: vendor({ permissions: permissions("Files.Read.All") }),
    }),
    plant: during([0.5, 4], (scene) => {
      const extra = { per_h: between(scene.random, [250, 900]), mix: DRIVE_BY_DRIVE, resources: ALL_DRIVES };
      return { phases: [calls(scene, extra)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A person's first sync: hundreds of folders of one drive are listed within an hour or two.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({ purpose: JOBS.drives, actor_type: "delegated", directory: vendor() }),
    plant: during([1, 2], (scene) => {
      const extra = { per_h: between(scene.random, [100, 200]), mix: mixOf(["drive_children", 1]), resources: 1 };
      return { phases: [calls(scene, { ...extra, user: scene.app.users[0] })] };
    }),
  }),
};

/** The client that Connect-MgGraph uses, the same in every tenant. */
const GRAPH_POWERSHELL = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
const MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
const POWERSHELL_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.22631; en-US) PowerShell/7.4.5 Invoke-MgGraphRequest";

const WHOLE_DIRECTORY = mixOf(
  ["users_list", 6],
  ["user_get", 30],
  ["groups_list", 4],
  ["group_members", 34],
  ["user_memberships", 20],
  ["principals_list", 4],
  ["roles_list", 2],
);

export const d27: DetectionStories = {
  title: "Microsoft Graph PowerShell enumerates much in a short time",
  attack: attack({
    tells:
      "In Microsoft Graph PowerShell, which administrators use now and then, one account walks through the directory.",
    needs: { kind: "quiet" },
    profile: () => ({
      app_id: GRAPH_POWERSHELL,
      app_name: "Microsoft Graph Command Line Tools",
      agent: POWERSHELL_AGENT,
      purpose: JOBS.directory,
      actor_type: "delegated",
      users: [2, 4],
      directory: {
        origin: "external",
        home_tenant: MICROSOFT_TENANT,
        multitenant: true,
        publisher: "Microsoft",
        publisher_domain: "microsoft.com",
        reply_urls: ["https://login.microsoftonline.com/common/oauth2/nativeclient", "http://localhost"],
        permissions: permissions("Directory.Read.All"),
      },
    }),
    plant: during([0.5, 3], (scene) => {
      const extra = { per_h: between(scene.random, [300, 1200]), mix: WHOLE_DIRECTORY, resources: 4000 };
      return { phases: [calls(scene, { ...extra, user: scene.app.users[0] })] };
    }),
  }),
  look_alike: lookAlike({
    tells:
      "The administrators' own script reads all users and groups each night, in PowerShell, with a registration of its own.",
    needs: { kind: "batch", nightly: true },
    profile: () => ({
      app_name: "License Report PowerShell",
      agent: POWERSHELL_AGENT,
      purpose: JOBS.directory,
      actor_type: "app_only",
      directory: inHouse({ permissions: permissions("Directory.Read.All") }),
    }),
    plant: during([24, 48], () => ({})),
  }),
};

export const d28: DetectionStories = {
  title: "New multitenant app with mail rights reads much of the directory",
  attack: attack({
    tells:
      "A new app of an unknown publisher, allowed to read mail, reads hundreds of users and groups on its first days.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({
      purpose: JOBS.mail,
      users: [3, 8],
      directory: stranger({ permissions: permissions("Mail.ReadWrite") }),
    }),
    plant: sinceItAppeared([12, 96], (scene) => {
      const extra = { per_h: between(scene.random, [200, 600]), mix: WHOLE_DIRECTORY, resources: 3000 };
      return { phases: [calls(scene, extra, lastHours(scene, [1, 4]))] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new people directory without any right to mail reads all users and groups for the first time.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.directory, users: [3, 8], directory: vendor() }),
    plant: sinceItAppeared([24, 72], (scene) => {
      const extra = { per_h: between(scene.random, [100, 300]), mix: WHOLE_DIRECTORY, resources: 3000 };
      const to_ms = Math.min(scene.to_ms, scene.from_ms + DAY_MS / 8);
      return { phases: [calls(scene, extra, { from_ms: scene.from_ms, to_ms })] };
    }),
  }),
};
