import type { App } from "./app.ts";
import { DAY_MS, HOUR_MS, localTime, utcOf } from "./calendar.ts";
import { between, chance, pick, poisson, type Range, uuid } from "./draw.ts";
import type { EventFields } from "./event-fields.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import type { Person } from "./people.ts";
import { type Random, randomStream } from "./prng.ts";
import type { World } from "./world.ts";

/** Something that happens to an app once: a consent, a new secret. */
export interface Notice {
  readonly at_ms: number;
  readonly operation: Operation;
  readonly user_id: string | undefined;
  readonly details: Readonly<Record<string, string>>;
  /** What else the feed says, or says otherwise than of a person's act that went well. */
  readonly more?: Partial<EventFields>;
  /** Part of a story, and so told also while the app itself is silent. */
  readonly planted?: true;
}

/** What a story says of such things; nothing where it leaves them to chance. */
interface Story {
  readonly notices?: readonly Notice[];
}

/** An app that people use gains a user about every other week. */
const CONSENTS_PER_DAY = 1 / 14;
/** Secrets are renewed about twice a year. */
const RENEWALS_PER_DAY = 1 / 180;
const WORKING_HOURS: Range = [8, 18];
/** The people who asked for a new app accept it within its first day. */
const FIRST_CONSENTS_WITHIN_MS = DAY_MS;
const FIRST_SECRET_WITHIN_MS = HOUR_MS;

/** The app's consents and credential changes within the span, by time; with a story's own no secret is renewed by chance. */
export function draftNotices(world: World, app: App, story?: Story): Notice[] {
  const planted = story === undefined ? secondThoughts(world, app) : (story.notices ?? []);
  const random = randomStream(world.seed, "notices", app.index);
  const from_ms = Math.max(world.from_ms, app.created_ms);
  const days = (world.to_ms - from_ms) / DAY_MS;
  const anyTime = (): number => duringTheDay(between(random, [from_ms, world.to_ms]), app, random);
  const later =
    app.actor_type === "delegated"
      ? Array.from({ length: poisson(random, days * CONSENTS_PER_DAY) }, () =>
          consent(app, anyTime(), pick(random, world.people).user_id),
        )
      : [];
  const renewals = chance(random, days * RENEWALS_PER_DAY) ? [newSecret(world, anyTime(), random)] : [];
  const by_chance = story?.notices !== undefined ? later : [...later, ...renewals];
  const all = [...firstNotices(world, app, random), ...by_chance, ...planted];
  return all
    .filter((notice) => notice.at_ms >= from_ms && notice.at_ms < world.to_ms)
    .sort((a, b) => a.at_ms - b.at_ms);
}

/** People who look twice: of those a new app asks some decline, and now and then somebody takes a consent back. */
const DECLINES_OF_NEW_APP = 0.7;
const REVOKES_PER_DAY = 1 / 90;

function secondThoughts(world: World, app: App): Notice[] {
  if (app.actor_type === "app_only") return [];
  const random = randomStream(world.seed, "second thoughts", app.index);
  const from_ms = Math.max(world.from_ms, app.created_ms);
  const sometime = (): number => duringTheDay(between(random, [from_ms, world.to_ms]), app, random);
  const asked = app.created_ms < world.from_ms ? 0 : poisson(random, DECLINES_OF_NEW_APP);
  const days = (world.to_ms - from_ms) / DAY_MS;
  const declined = Array.from({ length: asked }, () => decline(pick(random, world.people), sometime()));
  const revoked = Array.from({ length: poisson(random, days * REVOKES_PER_DAY) }, () =>
    revoke(app, pick(random, app.users), sometime()),
  );
  return [...declined, ...revoked];
}

/** Entra's code for a person who was asked for consent and said no. */
const DECLINED = 65_004;

/** The prompt was shown, and the person did not consent: a sign-in that ended so. */
export function decline({ user_id, office_ip: ip, office }: Person, at_ms: number): Notice {
  const more = { actor_type: "delegated", outcome: "error", status_code: DECLINED, ip, ...office } as const;
  const details = { failure_reason: "User declined to consent to access the app." };
  return { at_ms: Math.floor(at_ms), operation: OPERATIONS.sign_in, user_id, details, more };
}

export function revoke(app: App, { user_id }: Person, at_ms: number): Notice {
  const details = { permissions: permissionsOf(app).join(" "), consent_type: "user" };
  return { at_ms: Math.floor(at_ms), operation: OPERATIONS.consent_revoke, user_id, details };
}

/** People decide such things while they are at work. */
function duringTheDay(at_ms: number, app: App, random: Random): number {
  return utcOf(localTime(at_ms, app.offset_h).day, between(random, WORKING_HOURS), app.offset_h);
}

function firstNotices(world: World, app: App, random: Random): Notice[] {
  if (app.created_ms < world.from_ms) return [];
  const secret = newSecret(world, app.created_ms + FIRST_SECRET_WITHIN_MS * random(), random);
  if (app.actor_type === "app_only") return [secret, consent(app, app.created_ms, administratorOf(world))];
  const soon = (): number => app.created_ms + FIRST_CONSENTS_WITHIN_MS * random();
  return [secret, ...app.users.map((user) => consent(app, soon(), user.user_id))];
}

export function consent(app: App, at_ms: number, user_id: string): Notice {
  const consent_type = app.actor_type === "delegated" ? "user" : "admin";
  const details = { permissions: permissionsOf(app).join(" "), consent_type };
  return { at_ms: Math.floor(at_ms), operation: OPERATIONS.consent, user_id, details };
}

export function newSecret(world: World, at_ms: number, random: Random): Notice {
  const details = { key_id: uuid(random), credential_kind: "secret" };
  return { at_ms: Math.floor(at_ms), operation: OPERATIONS.credential, user_id: administratorOf(world), details };
}

/** The permissions an app's own operations need, and those it was given besides. */
export function permissionsOf(app: App): string[] {
  const needed = app.purpose.mix.map((entry) => entry.value.permission);
  const given = app.directory.permissions?.map(({ permission }) => permission) ?? [];
  return [...new Set([...needed.filter((permission) => permission !== undefined), ...given])];
}

export function administratorOf(world: World): string {
  return `admin@${world.domain}`;
}
