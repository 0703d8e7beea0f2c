import { type NonEmpty, pick, wholeBetween } from "../../draw.ts";
import type { Random } from "../../prng.ts";
import type { DetectionStories } from "../scenario.ts";
import { always, appearsLate, attack, everSinceItAppeared, lookAlike } from "./acting.ts";
import { inHouse, permissions, rareDomain, stranger, vendor } from "./directory.ts";
import { JOBS } from "./jobs.ts";
import { adminConsents } from "./notes.ts";

/** Latin letters among which Cyrillic or Greek ones stand, invisible ones, or a name in another spelling. */
const DISGUISED: NonEmpty<string> = [
  "\u041eutl\u043e\u043ek M\u0430il Sync",
  "Mail\u200b\u200b Ass\u200bistant",
  "%4D%61%69%6C%20%53%79%6E%63",
  "=?utf-8?B?TWFpbCBTeW5j?=",
  "&#77;&#97;&#105;&#108; Sync",
  "Mail \u202ecnyS",
  "\u039fffice M\u0430il H\u0435lper",
  "\u{1d40c}\u{1d41a}\u{1d422}\u{1d425} \u{1d412}\u{1d432}\u{1d427}\u{1d41c}",
];
/** Names in which people of other languages call their tools, letters all of one kind. */
const FOREIGN: NonEmpty<string> = [
  "\u041f\u043e\u0447\u0442\u043e\u0432\u044b\u0439 \u043f\u043e\u043c\u043e\u0449\u043d\u0438\u043a",
  "\u30e1\u30fc\u30eb\u30a2\u30b7\u30b9\u30bf\u30f3\u30c8",
  "B\u00fcropost \u00dcbersicht",
  "\u0412\u0456\u0434\u043f\u0443\u0441\u0442\u043a\u0438 \u0442\u0430 \u043f\u043e\u0448\u0442\u0430",
  "\u90ae\u4ef6\u52a9\u624b",
];

const RISKY_MAIL = permissions("Mail.ReadWrite", "Mail.Send");

export const d5: DetectionStories = {
  title: "Encoded or disguised name, risky scopes, mail folders read",
  attack: attack({
    tells: "A new app whose name is encoded or mixes alphabets, with rights to write mail, reads mail folders.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => ({
      app_name: pick(random, DISGUISED),
      purpose: JOBS.mail_folders,
      users: [3, 10],
      directory: stranger({ publisher_domain: "mail-sync.example", permissions: RISKY_MAIL }),
    }),
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A new mail app with a name in another language, all of one alphabet, of a verified publisher.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => ({
      app_name: pick(random, FOREIGN),
      purpose: JOBS.mail_folders,
      users: [8, 25],
      directory: vendor({ publisher_domain: "pochta-plus.example", permissions: RISKY_MAIL }),
    }),
    plant: everSinceItAppeared(),
  }),
};

/** Where fingers rest; a vowel is rarely among them. */
const KEYS: NonEmpty<string> = ["q", "w", "x", "d", "f", "g", "h", "j", "k", "l", "z", "v", "b", "n", "s"];

/** Keys hit at random, and what people write who do not care. */
function oddName(random: Random): string {
  const letters = Array.from({ length: wholeBetween(random, [7, 11]) }, () => pick(random, KEYS)).join("");
  const digits = wholeBetween(random, [10, 9999]);
  return pick(random, [
    `${letters}${digits}`,
    `_${letters}_`,
    `App##${digits}!!`,
    `???? ${digits}`,
    `test-${letters}-${digits}`,
  ]);
}

export const d7: DetectionStories = {
  title: "Odd display name and a rare registry in the reply domain",
  attack: attack({
    tells: "A new app whose name is keys hit at random, and which sends people back to a throw-away domain.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const domain = rareDomain(random);
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/auth/callback`] };
      return { app_name: oddName(random), purpose: JOBS.mail, users: [2, 6], directory: stranger(facts) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells:
      "A young company's app at a rare registry with an ordinary name, or an in-house app with an odd name at home.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (world, random) => {
      const domain = rareDomain(random);
      const young = { publisher_domain: domain, reply_urls: [`https://${domain}/oauth/callback`] };
      const home = inHouse({ reply_urls: [`https://apps.${world.domain}/callback`] });
      return pick(random, [
        { purpose: JOBS.people, users: [10, 20] as const, directory: vendor(young) },
        { app_name: oddName(random), purpose: JOBS.people, users: [4, 10] as const, directory: home },
      ]);
    },
    plant: everSinceItAppeared(),
  }),
};

const MANAGES_EXCHANGE = [{ permission: "Exchange.ManageAsApp", api: "Office 365 Exchange Online" }];

export const d22: DetectionStories = {
  title: "In-house app with suspicious metadata that may manage Exchange",
  attack: attack({
    tells:
      "An app registered in this tenant, with an odd name, no owner and a throw-away reply address, may manage Exchange.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => ({
      app_name: oddName(random),
      purpose: JOBS.people,
      actor_type: "app_only",
      directory: inHouse({
        reply_urls: [`https://${rareDomain(random)}/`],
        owners: [],
        permissions: MANAGES_EXCHANGE,
      }),
    }),
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "The administrators' own housekeeping for Exchange: a plain name, an owner, an address at home.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (world) => ({
      app_name: "Exchange Housekeeping",
      purpose: JOBS.people,
      actor_type: "app_only",
      directory: inHouse({
        reply_urls: [`https://automation.${world.domain}/`],
        owners: [`admin@${world.domain}`],
        permissions: MANAGES_EXCHANGE,
      }),
    }),
    plant: everSinceItAppeared(),
  }),
};

/** One letter beside the brand, or the brand inside somebody else's name. Under .example they are nobody's. */
const BRAND_LIKE: NonEmpty<string> = [
  "micros0ft.example",
  "rnicrosoft.example",
  "microsoft-login.example",
  "0ffice365.example",
  "login-microsoftonline.example",
  "outl00k.example",
  "sharepoiint.example",
  "micosoft.example",
  "office365-verify.example",
  "onedrive-sharing.example",
  "azure-signin.example",
  "xn--mcrosoft-thh.example",
];
/** Ordinary words that a brand also uses. */
const WORDS_LIKE_BRANDS: NonEmpty<string> = [
  "office-furniture.example",
  "teamsport.example",
  "windowsill-cafe.example",
  "micro-brewery.example",
  "azuresea-hotels.example",
];

export const d24: DetectionStories = {
  title: "Publisher domain or reply address that looks like a Microsoft brand",
  attack: attack({
    tells: "A new app of a publisher whose domain is a Microsoft brand but for a letter, or with a word beside it.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const domain = pick(random, BRAND_LIKE);
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/signin-oidc`] };
      return { purpose: JOBS.mail, users: [3, 10], directory: stranger(facts) };
    },
    plant: everSinceItAppeared(),
  }),
  look_alike: lookAlike({
    tells: "A new app of a shop whose name shares a word with a brand, and which uses Microsoft's own reply address.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => {
      const domain = pick(random, WORDS_LIKE_BRANDS);
      const native = "https://login.microsoftonline.com/common/oauth2/nativeclient";
      const facts = { publisher_domain: domain, reply_urls: [`https://${domain}/oauth/callback`, native] };
      return { purpose: JOBS.people, users: [8, 20], directory: vendor(facts) };
    },
    plant: everSinceItAppeared(),
  }),
};

export const d23: DetectionStories = {
  title: "App that imitates a Microsoft logo",
  optional: true,
  attack: attack({
    tells:
      "An app that calls itself a Microsoft product, of an unknown publisher, gets an administrator's consent for all.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: (_world, random) => ({
      app_name: pick(random, ["Microsoft Office Sync", "Outlook Web Security", "OneDrive for Business Update"]),
      purpose: JOBS.mail,
      users: [3, 10],
      directory: stranger({ publisher: "Office Tools", publisher_domain: "office-tools.example" }),
    }),
    plant: everSinceItAppeared((scene) => ({ notices: [adminConsents(scene, scene.from_ms)] })),
  }),
  look_alike: lookAlike({
    tells: "A connector that names the product it connects to, of a verified publisher, as the brand's rules allow.",
    needs: { kind: "office" },
    profile: () => ({
      app_name: "Fieldbook for Microsoft Teams",
      purpose: JOBS.chats,
      directory: vendor({ publisher_domain: "fieldbook.example" }),
    }),
    plant: always(() => ({})),
  }),
};
