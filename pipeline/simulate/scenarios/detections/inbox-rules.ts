import { between, pick, type Range, wholeBetween } from "../../draw.ts";
import type { Notice } from "../../notices.ts";
import type { Profile } from "../../profile.ts";
import type { Mix } from "../../purposes.ts";
import type { AppScenario, DetectionStories } from "../scenario.ts";
import { attack, calls, during, lookAlike, part, type Scene, surge } from "./acting.ts";
import { HIGH_PRIVILEGE, inHouse, permissions, rareDomain, stranger, vendor } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";
import { makesRule } from "./notes.ts";

const HOURS: Range = [1, 6];
const MANY = 80;
const RISKY = permissions("Mail.ReadWrite", "MailboxSettings.ReadWrite");
const ANY_KIND = { kind: "always_on", or_kinds: ["office"] } as const;

/** A rule or a few in somebody's mailbox, at the beginning, so that the owner does not see the answers. */
function rules(scene: Scene): Notice[] {
  const { from_ms, to_ms } = part(scene, 0, 0.5);
  const count = wholeBetween(scene.random, [1, 4]);
  return Array.from({ length: count }, () => makesRule(scene, Math.floor(between(scene.random, [from_ms, to_ms]))));
}

/** Rules, and meanwhile much of something else. */
function rulesAnd(mix: Mix, at_least: number): AppScenario["plant"] {
  return during(HOURS, (scene) => {
    const extra = { per_h: surge(scene, [3, 10], at_least), mix, resources: 20_000 };
    return { notices: rules(scene), phases: [calls(scene, extra)] };
  });
}

const MAIL_READS = mixOf(["mail_list", 30], ["mail_get", 70]);

export const d13: DetectionStories = {
  title: "Risky scope, suspicious app, mail reads and an inbox rule",
  attack: attack({
    tells: "An app with risky rights, an odd name and a throw-away domain reads mail and makes inbox rules.",
    needs: ANY_KIND,
    profile: (_world, random) => {
      const domain = rareDomain(random);
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/cb`], permissions: RISKY };
      return {
        app_name: `MaiI-Sync_${wholeBetween(random, [1000, 9999])}`,
        purpose: JOBS.mail,
        actor_type: "delegated",
        directory: stranger(facts),
      };
    },
    plant: rulesAnd(MAIL_READS, MANY),
  }),
  look_alike: lookAlike({
    tells:
      "A known inbox organizer reads mail and makes rules all day: that is what it is for. Or marketing with such a name.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: (_world, random) => {
      const organizer = { purpose: JOBS.mail_rules, directory: vendor({ permissions: RISKY }) };
      const marketing = { app_name: "Inbox Rules Marketing", purpose: JOBS.senders, directory: vendor() };
      return pick<Profile>(random, [organizer, marketing]);
    },
    plant: during([24, 48], () => ({})),
  }),
};

export const d14: DetectionStories = {
  title: "Risky scope, mail reads and an inbox rule",
  attack: attack({
    tells: "An app with risky rights and nothing odd about it reads mail and makes its first inbox rules.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.mail, actor_type: "delegated", directory: stranger({ permissions: RISKY }) }),
    plant: rulesAnd(MAIL_READS, MANY),
  }),
  look_alike: lookAlike({
    tells: "An in-house app that plans absences makes an inbox rule for a few people; it reads no mail.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({
      purpose: JOBS.absences,
      actor_type: "delegated",
      directory: inHouse({ permissions: permissions("MailboxSettings.ReadWrite") }),
    }),
    plant: during(HOURS, (scene) => ({ notices: rules(scene) })),
  }),
};

export const d34: DetectionStories = {
  title: "High privileges, an inbox rule and unusually many mail searches",
  attack: attack({
    tells: "A powerful app makes inbox rules and searches mail many times as often as ever.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.mail, directory: stranger({ permissions: HIGH_PRIVILEGE }) }),
    plant: rulesAnd(mixOf(["mail_search", 1]), MANY),
  }),
  look_alike: lookAlike({
    tells: "A powerful compliance app searches mail all day and now and then sets a rule, as it always has.",
    needs: { kind: "always_on", busy_per_h: 20 },
    profile: () => ({ purpose: SEARCH_WITH_RULES, directory: vendor({ permissions: HIGH_PRIVILEGE }) }),
    plant: during([12, 24], () => ({})),
  }),
};

const SEARCH_WITH_RULES = {
  nouns: JOBS.mail_search.nouns,
  mix: mixOf(["mail_search", 50], ["mail_get", 30], ["inbox_rule", 4], ["users_list", 6]),
};

export const d35: DetectionStories = {
  title: "High privileges, an inbox rule and unusually many searches of OneDrive or SharePoint",
  attack: attack({
    tells: "A powerful app makes inbox rules and searches drives and sites many times as often as ever.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.sites, directory: stranger({ permissions: HIGH_PRIVILEGE }) }),
    plant: rulesAnd(mixOf(["onedrive_search", 50], ["sharepoint_search", 50]), MANY),
  }),
  look_alike: lookAlike({
    tells:
      "The search of the intranet, with the same rights, searches sites all day, today a little more; it makes no rule.",
    needs: { kind: "always_on", busy_per_h: 20 },
    profile: () => ({ purpose: JOBS.sites, directory: vendor({ permissions: HIGH_PRIVILEGE }) }),
    plant: during(HOURS, (scene) => {
      const extra = { per_h: between(scene.random, [2, 6]), mix: mixOf(["sharepoint_search", 1]) };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

export const d37: DetectionStories = {
  title: "High privileges, an inbox rule and many mails of high importance read",
  attack: attack({
    tells: "A powerful app makes inbox rules and picks the mails marked as important out of mailboxes.",
    needs: ANY_KIND,
    profile: () => ({ purpose: JOBS.mail, directory: stranger({ permissions: HIGH_PRIVILEGE }) }),
    plant: rulesAnd(mixOf(["mail_get_important", 85], ["mail_list", 15]), MANY),
  }),
  look_alike: lookAlike({
    tells: "An assistant that sorts by importance reads important mails among others and makes rules, as every day.",
    needs: { kind: "office", busy_per_h: 25 },
    profile: () => ({ purpose: SORTS_BY_IMPORTANCE, directory: vendor({ permissions: HIGH_PRIVILEGE }) }),
    plant: during([24, 48], () => ({})),
  }),
};

const SORTS_BY_IMPORTANCE = {
  nouns: JOBS.mail_rules.nouns,
  mix: mixOf(["mail_list", 30], ["mail_get", 40], ["mail_get_important", 16], ["inbox_rule", 6]),
};
