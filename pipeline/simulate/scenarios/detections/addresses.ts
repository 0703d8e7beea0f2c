import { type NonEmpty, pick, type Range, wholeBetween } from "../../draw.ts";
import type { Notice } from "../../notices.ts";
import { OPERATIONS } from "../../operations.ts";
import type { DetectionStories } from "../scenario.ts";
import {
  appearsLate,
  attack,
  everSinceItAppeared,
  lookAlike,
  momentsAtWork,
  type Scene,
  sinceItAppeared,
} from "./acting.ts";
import { permissions, rareDomain, stranger, vendor } from "./directory.ts";
import { JOBS } from "./jobs.ts";
import { strangersTo } from "./notes.ts";

/** Entra's code for a response type that the app is not allowed: people land on its reply address with the error. */
const RESPONSE_TYPE_REFUSED = 700_054;

/** People who follow a link to a request for consent that cannot succeed. */
function misdirected(scene: Scene, count: Range): Notice[] {
  const people = strangersTo(scene, wholeBetween(scene.random, count));
  const moments = momentsAtWork(scene, people.length);
  return people.map(({ user_id, office_ip: ip, office }, i): Notice => {
    const more = {
      actor_type: "delegated",
      outcome: "error",
      status_code: RESPONSE_TYPE_REFUSED,
      ip,
      ...office,
    } as const;
    const details = { failure_reason: "response_type is not enabled for the application" };
    return { at_ms: moments[i] ?? scene.from_ms, operation: OPERATIONS.sign_in, user_id, details, more, planted: true };
  });
}

export const d1: DetectionStories = {
  title: "Misused redirect that ends on a phishing page",
  optional: true,
  attack: attack({
    tells:
      "Links ask for a sign-in that must fail; the error sends ten to thirty people to the app's address, a throw-away domain.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const domain = rareDomain(random);
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/login`] };
      return { purpose: JOBS.people, users: [2, 3], directory: stranger(facts) };
    },
    plant: sinceItAppeared([24, 96], (scene) => ({ notices: misdirected(scene, [10, 30]) })),
  }),
  look_alike: lookAlike({
    tells: "A new app of a known publisher is set up wrongly at first: a few sign-ins fail for the same reason.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.people, users: [12, 30], directory: vendor() }),
    plant: sinceItAppeared([24, 96], (scene) => ({ notices: misdirected(scene, [2, 5]) })),
  }),
};

/** Plain HTTP to a number, a shortener, a name out of another alphabet, somebody's tunnel. */
function suspiciousAddress(domain: string): NonEmpty<string> {
  return [
    "http://203.0.113.66/cb",
    `https://xn--${domain.slice(0, 12)}-9xa.example/cb`,
    `https://${domain}/.well-known/../wp-content/cb.php`,
    `https://a1b2c3d4.tunnel.${domain}/cb`,
  ];
}

export const d2: DetectionStories = {
  title: "Suspicious reply address",
  optional: true,
  attack: attack({
    tells: "A new app of an unknown publisher sends people back to a bare number, a disguised name or a tunnel.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const reply = pick(random, suspiciousAddress(rareDomain(random)));
      return { purpose: JOBS.mail, users: [2, 6], directory: stranger({ reply_urls: [reply] }) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A desktop tool sends people back to their own machine, as such tools do.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({
      purpose: JOBS.people,
      users: [8, 20],
      directory: vendor({ reply_urls: ["http://localhost:8400", "ms-appx-web://callback"] }),
    }),
    plant: everSinceItAppeared(),
  }),
};

export const d4: DetectionStories = {
  title: "App address with a bad reputation",
  optional: true,
  attack: attack({
    tells: "A new app whose publisher and reply address are a throw-away domain at a registry of ill repute.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const domain = rareDomain(random);
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/oauth/callback`] };
      return { purpose: JOBS.mail, users: [2, 6], directory: stranger(facts) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A new app of a publisher nobody has heard of, at an ordinary address.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.people, users: [6, 15], directory: stranger() }),
    plant: everSinceItAppeared(),
  }),
};

export const d6: DetectionStories = {
  title: "Only rights to read, and a suspicious redirect",
  optional: true,
  attack: attack({
    tells:
      "A new app that asks for rights to read only, so that people think nothing of it, and redirects to a throw-away domain.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const reply_urls = [`https://${rareDomain(random)}/go?to=`];
      const reads = permissions("User.Read", "Mail.Read", "Files.Read.All");
      return { purpose: JOBS.mail_folders, users: [3, 8], directory: stranger({ reply_urls, permissions: reads }) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A new reader of a known publisher with rights to read only and an address of its own.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({
      purpose: JOBS.mail_folders,
      users: [8, 20],
      directory: vendor({ permissions: permissions("User.Read") }),
    }),
    plant: everSinceItAppeared(),
  }),
};
