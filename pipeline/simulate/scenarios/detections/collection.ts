import { between, type Range } from "../../draw.ts";
import type { DetectionStories } from "../scenario.ts";
import { anyWeek, attack, calls, during, lookAlike, surge } from "./acting.ts";
import { HIGH_PRIVILEGE, inHouse, permissions, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

/** How long somebody collects who does not want to be disturbed. */
const HOURS: Range = [1, 8];
const ANY_KIND = { kind: "always_on", or_kinds: ["office", "batch"], nightly: true } as const;
/** More than what hectic days differ by. */
const MUCH_MORE: Range = [3, 12];
const MANY = 100;
/** Well within what hours differ by. */
const A_LITTLE_MORE: Range = [0.1, 0.3];

export const d32: DetectionStories = {
  title: "Risky scope and many mail searches",
  attack: attack({
    tells: "An app that may read and write all mail searches mailboxes hundreds of times within hours.",
    needs: ANY_KIND,
    profile: () => ({
      purpose: JOBS.mail,
      directory: stranger({ permissions: permissions("Mail.ReadWrite", "Mail.Send") }),
    }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: surge(scene, [1, 6], MANY), mix: mixOf(["mail_search", 1]) };
      return { phases: [calls(scene, extra)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "An eDiscovery app whose work is to search mail all day has a somewhat busier day.",
    needs: { kind: "always_on", busy_per_h: 20 },
    profile: () => ({ purpose: JOBS.mail_search, directory: vendor({ permissions: permissions("Mail.ReadWrite") }) }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: surge(scene, A_LITTLE_MORE, 2), mix: mixOf(["mail_search", 1]) };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

export const d33: DetectionStories = {
  title: "In-house app that reads unusually much mail",
  attack: attack({
    tells: "An in-house app reads many times as much mail as ever, for hours.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: surge(scene, MUCH_MORE, MANY), mix: MAIL_READS, resources: 40_000 };
      return { phases: [calls(scene, extra)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "An in-house archive exports mail in bulk, as it does every hour, night or week.",
    needs: { kind: "batch" },
    profile: () => ({ purpose: JOBS.mail, actor_type: "app_only", directory: inHouse() }),
    plant: anyWeek(),
  }),
};

const MAIL_READS = mixOf(["mail_get", 60], ["mail_list", 30], ["mail_attachment", 10]);

export const d36: DetectionStories = {
  title: "High privileges, many OneDrive searches and edits",
  attack: attack({
    tells: "A powerful app searches drives and overwrites files, hundreds of them within hours.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.people, directory: stranger({ permissions: HIGH_PRIVILEGE }) }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: between(scene.random, [150, 600]), mix: SEARCH_AND_EDIT, resources: 20_000 };
      return { phases: [calls(scene, extra)] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A sync app with the same rights searches and writes files all day, today a little more.",
    needs: { kind: "always_on", busy_per_h: 20 },
    profile: () => ({ purpose: JOBS.drives, directory: vendor({ permissions: HIGH_PRIVILEGE }) }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: surge(scene, A_LITTLE_MORE, 2), mix: SEARCH_AND_EDIT };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

const SEARCH_AND_EDIT = mixOf(["onedrive_search", 50], ["onedrive_put", 50]);

export const d38: DetectionStories = {
  title: "High privileges, unusually many Teams chats read or posted",
  attack: attack({
    tells: "A powerful app reads chats and channels many times as fast as ever, or posts into them.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.chats, directory: stranger({ permissions: HIGH_PRIVILEGE }) }),
    plant: during(HOURS, (scene) => {
      const posts = mixOf(["chat_send", 60], ["channel_send", 40]);
      const reads = mixOf(["chat_list", 60], ["channel_messages", 40]);
      const mix = scene.random() < SPAM_SHARE ? posts : reads;
      return { phases: [calls(scene, { per_h: surge(scene, MUCH_MORE, MANY), mix, resources: 10_000 })] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A meeting bot with the same rights is used a little more on a day of many meetings.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({ purpose: JOBS.chats, directory: vendor({ permissions: HIGH_PRIVILEGE }) }),
    plant: during(HOURS, (scene) => ({ phases: [calls(scene, { per_h: surge(scene, A_LITTLE_MORE, 2) })] })),
  }),
};

/** Most who get in want to read; a third wants to spread. */
const SPAM_SHARE = 1 / 3;

export const d42: DetectionStories = {
  title: "Multitenant app with EWS rights: marked rise of enumeration and collection",
  attack: attack({
    tells: "An app that may act as anybody in Exchange goes through folders and mails many times as fast as ever.",
    needs: { kind: "always_on", or_kinds: ["batch"], nightly: true },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", directory: stranger() }),
    plant: during(HOURS, (scene) => ({
      phases: [calls(scene, { per_h: surge(scene, MUCH_MORE, MANY), mix: EWS_COLLECTION })],
    })),
  }),
  look_alike: lookAlike({
    tells: "A mail archive with the same rights collects as much in each run, by night or week, as it always has.",
    needs: { kind: "batch" },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", directory: vendor() }),
    plant: anyWeek(),
  }),
};

const EWS_COLLECTION = mixOf(["ews_items", 60], ["ews_folder", 30], ["ews_search", 10]);
