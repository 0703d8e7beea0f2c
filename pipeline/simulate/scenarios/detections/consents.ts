import { chance, type Range, shuffled, wholeBetween } from "../../draw.ts";
import { decline, type Notice, revoke } from "../../notices.ts";
import type { DetectionStories } from "../scenario.ts";
import {
  appearsLate,
  attack,
  calls,
  lastHours,
  lookAlike,
  momentsAtWork,
  type Scene,
  sinceItAppeared,
  surge,
} from "./acting.ts";
import { permissions, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";
import { accepts, strangersTo } from "./notes.ts";

/** Two to five days: what people say of a new app is said soon. */
const FIRST_DAYS: Range = [48, 120];

function declinedBy(scene: Scene, count: Range): Notice[] {
  const people = strangersTo(scene, wholeBetween(scene.random, count));
  const moments = momentsAtWork(scene, people.length);
  return people.map((person, i) => decline(person, moments[i] ?? scene.from_ms));
}

function acceptedBy(scene: Scene, count: Range): Notice[] {
  const people = strangersTo(scene, wholeBetween(scene.random, count));
  const moments = momentsAtWork(scene, people.length);
  return people.map((person, i) => accepts(scene, person, moments[i] ?? scene.from_ms));
}

/** Of those who took the app up on its first day, so many take it back on the days after. */
function revokedBy(scene: Scene, count: Range): Notice[] {
  const afterwards = { ...scene, from_ms: scene.from_ms + FIRST_DAY_MS };
  const moments = momentsAtWork(afterwards, wholeBetween(scene.random, count));
  const people = shuffled(scene.random, scene.app.users);
  return people.flatMap((person, i) => {
    const at_ms = moments[i];
    return at_ms === undefined ? [] : [revoke(scene.app, person, at_ms)];
  });
}

const FIRST_DAY_MS = 86_400_000;

export const d3: DetectionStories = {
  title: "New app whose prompt few accept",
  attack: attack({
    tells: "An app that appeared days ago asks many people for consent; two to four accept, fifteen to forty say no.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.mail, users: [2, 3], directory: stranger() }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => ({ notices: declinedBy(scene, [15, 40]) })),
  }),
  look_alike: lookAlike({
    tells: "A new app is rolled out to many; nearly all accept, a few say no at first.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.people, users: [25, 45], directory: vendor() }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => ({ notices: declinedBy(scene, [1, 4]) })),
  }),
};

const MAILBOX_SETTINGS = permissions("MailboxSettings.ReadWrite");

export const d8: DetectionStories = {
  title: "New app of a new publisher that wants mailbox settings, and few accept",
  attack: attack({
    tells:
      "A new multitenant app from a tenant never seen before asks for mailbox settings; most of those asked say no.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.absences, users: [2, 4], directory: stranger({ permissions: MAILBOX_SETTINGS }) }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => ({ notices: declinedBy(scene, [12, 30]) })),
  }),
  look_alike: lookAlike({
    tells:
      "An absence planner with mailbox settings is taken up: a verified publisher, many accept, at most two say no.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.absences, users: [20, 40], directory: vendor({ permissions: MAILBOX_SETTINGS }) }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => ({
      notices: [...declinedBy(scene, [0, 2]), ...acceptedBy(scene, [3, 8])],
    })),
  }),
};

const MANY_MAILS = mixOf(["mail_get", 70], ["mail_list", 20], ["mail_attachment", 10]);

export const d9: DetectionStories = {
  title: "As D8, and the app reads many mails",
  optional: true,
  attack: attack({
    tells: "The few who accepted the unknown app have their mailboxes read from end to end within hours.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.mail, users: [2, 4], directory: stranger({ permissions: MAILBOX_SETTINGS }) }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => {
      const extra = { per_h: surge(scene, [8, 20], 300), mix: MANY_MAILS, resources: 50_000 };
      return { notices: declinedBy(scene, [12, 30]), phases: [calls(scene, extra, lastHours(scene, [3, 8]))] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new mail client that everybody wanted reads its users' mail for the first time.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.mail, users: [20, 40], directory: vendor() }),
    plant: sinceItAppeared(FIRST_DAYS, (scene) => ({ notices: declinedBy(scene, [0, 2]) })),
  }),
};

export const d17: DetectionStories = {
  title: "New app that several users take back",
  attack: attack({
    tells: "Within days of accepting a new app, five to twelve people take their consent back.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.mail, users: [16, 30], directory: stranger() }),
    plant: sinceItAppeared([72, 144], (scene) => ({ notices: revokedBy(scene, [5, 12]) })),
  }),
  look_alike: lookAlike({
    tells: "A new app with many users, of whom one thinks better of it.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const known = chance(random, KNOWN_SHARE);
      return { purpose: JOBS.people, users: [25, 45], directory: known ? vendor() : stranger() };
    },
    plant: sinceItAppeared([72, 144], (scene) => ({ notices: revokedBy(scene, [1, 1]) })),
  }),
};

/** Half of the small companies whose apps people try have not verified themselves. */
const KNOWN_SHARE = 0.5;
