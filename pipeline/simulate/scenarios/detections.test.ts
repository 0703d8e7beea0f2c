import { describe, expect, it } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { simulateCompany } from "../company.ts";
import type { InventoryRecord } from "../inventory.ts";
import { DETECTION_NUMBERS, type DetectionNumber, isOptional, SCENARIO_IDS, scenariosOf } from "./catalogue.ts";
import type { Role } from "./scenario.ts";
import { type Told, toldBy } from "./stories.fixture.ts";

const HOUR_MS = 3_600_000;
const END_MS = Date.UTC(2026, 10, 2);
const OPTIONS = { apps: 94, days: 25, end_ms: END_MS, tenant: "contoso" };

type Is = (event: CommonEvent) => boolean;

const ofClass =
  (...classes: readonly string[]): Is =>
  ({ operation_class }) =>
    classes.includes(operation_class ?? "");
const called =
  (...names: readonly string[]): Is =>
  ({ operation }) =>
    names.some((name) => operation?.includes(name) ?? false);
const failed: Is = ({ outcome }) => outcome === "error";
const and =
  (...all: readonly Is[]): Is =>
  (event) =>
    all.every((is) => is(event));
const code =
  (status: number): Is =>
  ({ status_code }) =>
    status_code === status;
const declined = code(65_004);
const rule = ofClass("inbox_rule.write");
const secret = ofClass("credential.write");
const inAzure: Is = ({ service }) => service?.startsWith("microsoft.") ?? false;

const count = (events: readonly CommonEvent[], is: Is): number => events.filter(is).length;

/** The busiest hour by the clock. */
function busiest(events: readonly CommonEvent[], is: Is): number {
  const hours = new Map<number, number>();
  for (const { at } of events.filter(is)) {
    const hour = Math.floor(Date.parse(String(at)) / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return Math.max(0, ...hours.values());
}

/** By what a story is told from everything else its app does. */
interface Tell {
  readonly is: Is;
  readonly at_least: number;
  readonly at_most?: number;
  /** How often it happens at other times. */
  readonly otherwise?: number;
  /** The busiest hour beside the busiest of other times. */
  readonly times?: number;
}

const much = (is: Is, times = 1.5): Tell => ({ is, at_least: 50, times });
const few = (is: Is, at_least: number, at_most: number): Tell => ({ is, at_least, at_most, otherwise: 0 });
const once: Tell = few(secret, 1, 1);
const notByLibrary: Is = ({ user_agent }) => !user_agent?.includes("ExchangeServicesClient/15.");
const byScript: Is = ({ user_agent }) => /^(curl|python-httpx|Mozilla|Postman|aiohttp)/.test(user_agent ?? "");
const abroad = ({ country }: CommonEvent): boolean => ["BR", "VN", "ZA", "RO", "ID", "NG"].includes(country ?? "");

const ATTACKS: Partial<Record<DetectionNumber, readonly Tell[]>> = {
  D1: [few(code(700_054), 10, 30)],
  D3: [few(declined, 15, 40), { is: ofClass("consent.grant"), at_least: 1, at_most: 6 }],
  D5: [{ is: called("mailFolders"), at_least: 20 }],
  D8: [few(declined, 12, 30), { is: called("mailboxSettings"), at_least: 1 }],
  D9: [few(declined, 12, 30), much(ofClass("mail.read"))],
  D10: [much(ofClass("mail.send"), 3), { is: and(ofClass("mail.send"), failed), at_least: 20 }],
  D11: [much(ofClass("mail.send"), 3)],
  D12: [once, much(ofClass("mail.read"))],
  D13: [few(rule, 1, 4), much(ofClass("mail.read"))],
  D14: [few(rule, 1, 4), much(ofClass("mail.read"))],
  D15: [once, few(and(ofClass("auth.sign_in"), abroad), 2, 6)],
  D16: [once, { is: and(ofClass("auth.sign_in"), abroad), at_least: 1, otherwise: 0 }, much(abroad)],
  D17: [few(ofClass("consent.revoke"), 5, 12)],
  D20: [much(called("/reply", "/forward")), { is: rule, at_least: 10, otherwise: 0 }],
  D21: [much(called("Move", "MoveToDeletedItems", "UpdateInboxRules"))],
  D23: [{ is: ({ details }) => details?.["consent_type"] === "admin", at_least: 1, otherwise: 0 }],
  D25: [{ is: and(inAzure, failed, called("SecretGet")), at_least: 40, otherwise: 0 }],
  D26: [much(called("/drive", "/children"), 3)],
  D27: [much(ofClass("directory.read"), 5)],
  D28: [much(ofClass("directory.read"), 5)],
  D29: [{ is: byScript, at_least: 15, otherwise: 0 }],
  D30: [{ is: and(ofClass("mail.read"), notByLibrary), at_least: 15, otherwise: 0 }],
  D31: [{ is: inAzure, at_least: 10, otherwise: 0 }],
  D32: [much(ofClass("mail.search"))],
  D33: [much(ofClass("mail.read"), 1.5)],
  D34: [few(rule, 1, 4), much(ofClass("mail.search"))],
  D35: [few(rule, 1, 4), much(ofClass("file.search"), 2)],
  D36: [much(ofClass("file.search"), 5), much(ofClass("file.write"), 5)],
  D37: [few(rule, 1, 4), { is: ({ details }) => details?.["importance"] === "high", at_least: 50, otherwise: 0 }],
  D38: [much(ofClass("chat.read", "chat.write"), 2)],
  D39: [once, much(called("GET /drives"), 2)],
  D40: [once, much(called("GET /sites"), 2)],
  D41: [much(ofClass("mail.read"))],
  D42: [much(ofClass("mail.read", "other", "mail.search"), 2)],
  D44: [few(ofClass("compute.create"), 10, 400)],
  D45: [few(ofClass("compute.create"), 10, 400)],
  D46: [{ is: rule, at_least: 1, otherwise: 0 }, much(ofClass("mail.search"))],
};

const calm = (is: Is): Tell => ({ is, at_least: 0, times: 0 });

/** What makes the look-alikes harmless. */
const LOOK_ALIKES: Partial<Record<DetectionNumber, readonly Tell[]>> = {
  D1: [few(code(700_054), 2, 5)],
  D3: [few(declined, 1, 4), { is: ofClass("consent.grant"), at_least: 20 }],
  D8: [few(declined, 0, 2), { is: ofClass("consent.grant"), at_least: 15 }],
  D9: [few(declined, 0, 2)],
  D10: [{ is: ofClass("mail.send"), at_least: 100 }],
  D12: [few(secret, 3, 4)],
  D14: [few(rule, 1, 4), few(ofClass("mail.read"), 0, 0)],
  D15: [few(secret, 3, 4), few(abroad, 0, 0)],
  D16: [few(secret, 0, 0), { is: abroad, at_least: 20, otherwise: 0 }],
  D17: [few(ofClass("consent.revoke"), 1, 1)],
  D25: [
    { is: and(called("SecretGet"), failed), at_least: 0, at_most: 60 },
    { is: called("SecretGet"), at_least: 20 },
  ],
  D28: [few(ofClass("mail.read"), 0, 0), much(ofClass("directory.read"))],
  D31: [{ is: inAzure, at_least: 20, otherwise: 0 }],
  D35: [few(rule, 0, 0), calm(ofClass("file.search"))],
  D39: [few(secret, 3, 4)],
  D40: [few(secret, 0, 0), much(called("/sites"))],
  D44: [few(ofClass("compute.create"), 0, 12)],
};

/** What the directory says of the app in question. */
const DIRECTORY: Partial<Record<DetectionNumber, (app: InventoryRecord) => boolean>> = {
  D2: ({ reply_urls: [url = ""] }) => /^http:|xn--|tunnel|\.php/.test(url),
  D5: ({ app_name }) => /[^ -~]|%|=\?|&#/.test(app_name),
  D6: ({ permissions }) => permissions.every(({ permission }) => /Read(\.|$)/.test(permission)),
  D7: ({ app_name, reply_urls: [url = ""] }) => /[#?_!\d]/.test(app_name) && isRare(url),
  D8: ({ permissions }) => permissions.some(({ permission }) => permission === "MailboxSettings.ReadWrite"),
  D10: ({ multitenant, publisher_verified }) => multitenant && !publisher_verified,
  D12: ({ origin }) => origin === "internal",
  D15: ({ origin }) => origin === "internal",
  D16: ({ origin }) => origin === "internal",
  D22: ({ origin, permissions, reply_urls: [url = ""] }) =>
    origin === "internal" && isRare(url) && permissions.some(({ permission }) => permission === "Exchange.ManageAsApp"),
  D24: ({ publisher_domain }) => /mi?cros|rosoft|ffice|outl|sharep|onedrive|azure|soft/.test(publisher_domain),
  D28: ({ multitenant, permissions }) => multitenant && permissions.some(({ permission }) => /^Mail/.test(permission)),
  D42: ({ permissions }) => permissions.some(({ permission }) => permission === "full_access_as_app"),
  D43: ({ multitenant }) => multitenant,
  D44: ({ multitenant, origin }) => !multitenant && origin === "internal",
  D45: ({ permissions }) => permissions.some(({ permission }) => permission === "Directory.ReadWrite.All"),
};

function isRare(url: string): boolean {
  return /\.(top|xyz|icu|cyou|click|buzz|rest|quest|tk|ml|ga|cf|gq|work|cfd|sbs)\//.test(url);
}

const told = new Map<string, Told>();
const company = simulateCompany({ ...OPTIONS, seed: 4201, scenarios: DETECTION_NUMBERS });
/** A week and a half before the first attack is enough to compare with; who is silent for two weeks needs all. */
const SINCE = new Date(END_MS - 18 * 24 * HOUR_MS).toISOString();
for (const one of toldBy(company, SINCE, ["D31", "D43"])) told.set(`${one.entry.scenario} ${one.entry.role}`, one);

function storyOf(number: DetectionNumber, role: Role): Told {
  const one = told.get(`${number} ${role}`);
  if (one === undefined) throw new Error(`the ${role} of ${number} was not planted`);
  return one;
}

function expectTold({ during, otherwise }: Told, { is, at_least, at_most, otherwise: elsewhere, times }: Tell): void {
  expect(count(during, is)).toBeGreaterThanOrEqual(at_least);
  if (at_most !== undefined) expect(count(during, is)).toBeLessThanOrEqual(at_most);
  if (elsewhere !== undefined) expect(count(otherwise, is)).toBe(elsewhere);
  if (times !== undefined) expect(busiest(during, is)).toBeGreaterThanOrEqual(times * busiest(otherwise, is));
}

describe("a company with both stories of every detection", () => {
  it("holds each of them once, on an app of its own", () => {
    expect(company.left_out).toEqual([]);
    expect(told.size).toBe(2 * DETECTION_NUMBERS.length);
    expect(new Set(company.truth.scenarios.map(({ app_id }) => app_id)).size).toBe(told.size);
    expect(DETECTION_NUMBERS.filter((number) => !isOptional(number))).toHaveLength(33);
    expect(DETECTION_NUMBERS.filter(isOptional)).toHaveLength(13);
  });

  it.each(Object.entries(ATTACKS))("shows %s to those who look, and only while it lasts", (number, tells) => {
    for (const tell of tells) expectTold(storyOf(numberOf(number), "attack"), tell);
  });

  it.each(Object.entries(LOOK_ALIKES))("keeps the look-alike of %s harmless", (number, tells) => {
    for (const tell of tells) expectTold(storyOf(numberOf(number), "look_alike"), tell);
  });

  it.each(Object.entries(DIRECTORY))("says of %s in the directory what it hangs on", (number, says) => {
    const { app } = storyOf(numberOf(number), "attack");
    expect(says(app), JSON.stringify(app)).toBe(true);
  });

  it.each(["D31", "D43"] as const)("has the app of %s silent for two weeks before it comes back", (number) => {
    const { entry, during, otherwise } = storyOf(number, "attack");
    const silent_from = new Date(Date.parse(entry.from) - 14 * 24 * HOUR_MS).toISOString();
    const calls = otherwise.filter(({ kind }) => kind === "api_call" || kind === "data_transfer" || kind === "sign_in");
    expect(calls.length).toBeGreaterThan(10);
    expect(during.length).toBeGreaterThan(10);
    expect(calls.filter(({ at }) => String(at) >= silent_from)).toEqual([]);
  });

  it("lets a new app appear with its story, not before", () => {
    for (const number of ["D3", "D5", "D7", "D17", "D44"] as const) {
      const { entry, app } = storyOf(number, "attack");
      expect(app.created_at).toBe(entry.from);
      expect(Date.parse(entry.from)).toBeGreaterThan(Date.parse(company.truth.from) + 16 * 24 * HOUR_MS);
    }
  });
});

function numberOf(word: string): DetectionNumber {
  const number = DETECTION_NUMBERS.find((one) => one === word);
  if (number === undefined) throw new Error(`${word} is no detection`);
  return number;
}

describe("stories, whatever the seed", () => {
  const companies = Array.from({ length: 30 }, (_, i) =>
    simulateCompany({ ...OPTIONS, apps: 120, days: 28 + (i % 8), seed: 5000 + i, scenarios: SCENARIO_IDS }),
  );

  it("all find a place in a company of 120 apps and four or five weeks", () => {
    for (const { left_out } of companies) {
      expect(left_out.filter(({ scenario }) => scenario.startsWith("D"))).toEqual([]);
    }
  });

  it("begin in the last third where they are attacks, and end within the span", () => {
    for (const { truth } of companies) {
      const third_ms = Date.parse(truth.from) + (2 / 3) * (Date.parse(truth.to) - Date.parse(truth.from));
      for (const { role, from, to } of truth.scenarios) {
        if (role === "attack") expect(Date.parse(from)).toBeGreaterThanOrEqual(third_ms);
        expect(from >= truth.from && from < to && to <= truth.to).toBe(true);
      }
    }
  });

  it("never share an app or an app id", () => {
    for (const { truth, inventory } of companies) {
      expect(new Set(inventory.map(({ app_id }) => app_id)).size).toBe(inventory.length);
      expect(new Set(truth.scenarios.map(({ app_id }) => app_id)).size).toBe(truth.scenarios.length);
    }
  });

  it("let no secret be renewed by chance where the story is about secrets, or about none", () => {
    for (const { truth, inventory } of companies) {
      for (const number of ["D16", "D40", "D33"]) {
        const entry = truth.scenarios.find((one) => one.scenario === number && one.role === "look_alike");
        const app = inventory.find(({ app_id }) => app_id === entry?.app_id);
        const made = app?.credentials.filter(({ created_at }) => created_at >= truth.from);
        expect(made).toEqual([]);
      }
    }
  });

  it("are different for different seeds", () => {
    const starts = companies.map(({ truth }) => truth.scenarios.find(({ scenario }) => scenario === "D29")?.from);
    expect(new Set(starts).size).toBeGreaterThan(25);
  });
});

it("takes ids and names of sets, and says which word is neither", () => {
  expect(scenariosOf(["D29", "silent", "D29"])).toEqual(["D29", "silent"]);
  expect(scenariosOf(["all"])).toEqual(SCENARIO_IDS);
  expect(scenariosOf(["detections"])).toHaveLength(33);
  expect(scenariosOf(["usage", "D99"])).toBe("D99");
});
