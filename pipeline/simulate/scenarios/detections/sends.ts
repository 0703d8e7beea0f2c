import { between, type Range } from "../../draw.ts";
import type { DetectionStories } from "../scenario.ts";
import { anyWeek, appearsLate, attack, calls, during, lastHours, lookAlike, sinceItAppeared, surge } from "./acting.ts";
import { inHouse, permissions, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

/** Quick: after some hours receivers complain. */
const HOURS: Range = [1, 4];
const SENDS = mixOf(["mail_send", 1]);
const THROTTLED = 429;
const REFUSED = 403;
const MAY_SEND = permissions("Mail.Send", "Mail.ReadWrite");

export const d10: DetectionStories = {
  title: "Burst of mails sent, many of them failing",
  attack: attack({
    tells: "A multitenant app with rights to mail sends hundreds an hour; a tenth to a half is refused or throttled.",
    needs: { kind: "always_on", or_kinds: ["office", "quiet"] },
    profile: () => ({ purpose: JOBS.mail, actor_type: "delegated", directory: stranger({ permissions: MAY_SEND }) }),
    plant: during(HOURS, (scene) => {
      const status_code = scene.random() < 0.5 ? THROTTLED : REFUSED;
      const failing = { share: between(scene.random, [0.1, 0.5]), status_code };
      return { phases: [calls(scene, { per_h: surge(scene, [3, 12], 150), mix: SENDS, failing })] };
    }),
  }),
  look_alike: lookAlike({
    tells:
      "A newsletter goes out every hour, night or week: up to a thousand mails within the hour, hardly one failing.",
    needs: { kind: "batch" },
    profile: () => ({ purpose: JOBS.senders, directory: vendor({ permissions: MAY_SEND }) }),
    plant: anyWeek(),
  }),
};

export const d11: DetectionStories = {
  title: "Burst of mails sent by an app whose publisher makes many of its kind",
  optional: true,
  attack: attack({
    tells: "A multitenant app of an unknown publisher sends hundreds of mails an hour, and all of them arrive.",
    needs: { kind: "always_on", or_kinds: ["office", "quiet"] },
    profile: () => ({ purpose: JOBS.mail, actor_type: "delegated", directory: stranger({ permissions: MAY_SEND }) }),
    plant: during(HOURS, (scene) => ({ phases: [calls(scene, { per_h: surge(scene, [3, 12], 150), mix: SENDS })] })),
  }),
  look_alike: lookAlike({
    tells: "The in-house mailing sends its invitations as in every run.",
    needs: { kind: "batch" },
    profile: () => ({ purpose: JOBS.senders, directory: inHouse({ permissions: MAY_SEND }) }),
    plant: anyWeek(),
  }),
};

const RULE_REPLY_FORWARD = mixOf(["inbox_rule", 10], ["mail_reply", 30], ["mail_forward", 30], ["mail_send", 30]);

export const d20: DetectionStories = {
  title: "Burst of rules, replies, forwards and sends through Graph",
  optional: true,
  attack: attack({
    tells: "A multitenant app makes rules, answers, forwards and sends, hundreds of times within hours.",
    needs: { kind: "always_on", or_kinds: ["office"] },
    profile: () => ({ purpose: JOBS.mail, actor_type: "delegated", directory: stranger({ permissions: MAY_SEND }) }),
    plant: during(HOURS, (scene) => ({
      phases: [calls(scene, { per_h: surge(scene, [2, 8], 120), mix: RULE_REPLY_FORWARD })],
    })),
  }),
  look_alike: lookAlike({
    tells: "A help desk answers and forwards mail all day, today a little more.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({ purpose: JOBS.help_desk, directory: vendor({ permissions: MAY_SEND }) }),
    plant: during(HOURS, (scene) => ({ phases: [calls(scene, { per_h: surge(scene, [0.1, 0.3], 2) })] })),
  }),
};

const TIDY_AWAY = mixOf(["ews_rules", 10], ["ews_move", 30], ["ews_delete", 30], ["ews_folder", 10], ["ews_items", 20]);

export const d21: DetectionStories = {
  title: "Burst of rules, moves and deletions through EWS",
  optional: true,
  attack: attack({
    tells:
      "A multitenant app changes rules and moves and deletes mail through Exchange Web Services, hundreds of times.",
    needs: { kind: "always_on", or_kinds: ["batch"], nightly: true },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", directory: stranger() }),
    plant: during(HOURS, (scene) => ({
      phases: [calls(scene, { per_h: surge(scene, [2, 8], 120), mix: TIDY_AWAY })],
    })),
  }),
  look_alike: lookAlike({
    tells: "The archive moves what it has stored into its folders each night, as it always has.",
    needs: { kind: "batch", nightly: true },
    profile: () => ({ purpose: JOBS.ews, actor_type: "app_only", directory: vendor() }),
    plant: during([24, 48], () => ({})),
  }),
};

export const d46: DetectionStories = {
  title: "App that resembles those of business e-mail compromise",
  optional: true,
  attack: attack({
    tells: "A new app of an unknown publisher searches mail, makes a rule, and answers in somebody's name.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({
      purpose: JOBS.mail,
      actor_type: "delegated",
      users: [2, 3],
      directory: stranger({ permissions: permissions("Mail.ReadWrite", "MailboxSettings.ReadWrite", "Mail.Send") }),
    }),
    plant: sinceItAppeared([24, 72], (scene) => {
      const mix = mixOf(["mail_search", 50], ["mail_get", 30], ["inbox_rule", 6], ["mail_reply", 14]);
      return { phases: [calls(scene, { per_h: between(scene.random, [60, 150]), mix }, lastHours(scene, [2, 6]))] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new help desk of a known publisher begins to answer mail.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({
      purpose: ANSWERS,
      users: [10, 20],
      directory: vendor({ permissions: permissions("Mail.Send") }),
    }),
    plant: sinceItAppeared([48, 96], () => ({})),
  }),
};

/** A help desk that leaves people's rules alone. */
const ANSWERS = {
  nouns: JOBS.help_desk.nouns,
  mix: mixOf(["sign_in", 2], ["mail_list", 24], ["mail_get", 24], ["mail_reply", 30], ["mail_send", 20]),
};
