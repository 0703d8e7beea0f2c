import { type NonEmpty, pick } from "../../draw.ts";
import type { DetectionStories } from "../scenario.ts";
import {
  appearsLate,
  attack,
  calls,
  everSinceItAppeared,
  lastHours,
  lookAlike,
  sinceItAppeared,
  surge,
} from "./acting.ts";
import { stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

/** As campaigns of the past called theirs; a list of an operator would name such names and addresses. */
const CAMPAIGNS: NonEmpty<{ readonly app_name: string; readonly domain: string }> = [
  { app_name: "Secure Document Viewer", domain: "secure-doc-viewer.example" },
  { app_name: "Payroll Update 2026", domain: "payroll-update.example" },
  { app_name: "O365 Mailbox Upgrade", domain: "mailbox-upgrade.example" },
];

function campaign(index: number): (typeof CAMPAIGNS)[number] {
  return CAMPAIGNS[index] ?? CAMPAIGNS[0];
}

function directoryOf({ domain }: (typeof CAMPAIGNS)[number]) {
  return stranger({ publisher_domain: domain, reply_urls: [`https://${domain}/cb`] });
}

export const d18: DetectionStories = {
  title: "Name, address or publisher of a past phishing campaign",
  optional: true,
  attack: attack({
    tells: "A new app with the name and the domain of a campaign that has been described.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => {
      const known = campaign(0);
      return { app_name: known.app_name, purpose: JOBS.mail, users: [2, 8], directory: directoryOf(known) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A document viewer of a verified publisher, whose name has words in common with such campaigns.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => ({
      app_name: pick(random, ["Document Viewer", "Payroll Calendar", "Mailbox Statistics"]),
      purpose: JOBS.people,
      users: [10, 25],
      directory: vendor({ publisher_domain: "paperwork.example" }),
    }),
    plant: everSinceItAppeared(),
  }),
};

export const d19: DetectionStories = {
  title: "Metadata like that of apps flagged before",
  optional: true,
  attack: attack({
    tells: "A new app with name and domain of one that was flagged before.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => {
      const known = campaign(1);
      return { app_name: known.app_name, purpose: JOBS.people, users: [2, 8], directory: directoryOf(known) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A new app of a small publisher that nothing is known of.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.people, users: [4, 12], directory: stranger() }),
    plant: everSinceItAppeared(),
  }),
};

export const d41: DetectionStories = {
  title: "Metadata like that of apps with bad mail activity",
  optional: true,
  attack: attack({
    tells: "A new app with name and domain of ones that stole mail elsewhere reads much mail.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => {
      const known = campaign(2);
      return { app_name: known.app_name, purpose: JOBS.mail, users: [2, 8], directory: directoryOf(known) };
    },
    plant: sinceItAppeared([24, 96], (scene) => {
      const extra = {
        per_h: surge(scene, [5, 12], 250),
        mix: mixOf(["mail_get", 80], ["mail_list", 20]),
        resources: 30_000,
      };
      return { phases: [calls(scene, extra, lastHours(scene, [2, 8]))] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new mail app of a verified publisher reads its users' mail as such apps do.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.mail, users: [8, 20], directory: vendor() }),
    plant: sinceItAppeared([24, 96], () => ({})),
  }),
};
