import { DAY_MS, HOUR_MS, isWeekend, localTime, utcOf, weekdayOf } from "./calendar.ts";
import {
  between,
  chance,
  logBetween,
  logNormal,
  type NonEmpty,
  pick,
  poisson,
  type Range,
  uuid,
  wholeBetween,
} from "./draw.ts";
import { type AppKind, draftRhythm, type Needs } from "./kinds.ts";
import type { Person } from "./people.ts";
import type { Phase } from "./phase.ts";
import { cloudPlace, type Place } from "./places.ts";
import { type Random, randomStream } from "./prng.ts";
import type { DirectoryFacts, Profile } from "./profile.ts";
import { PURPOSES, type Purpose } from "./purposes.ts";
import type { Rhythm } from "./rhythm.ts";
import { OFFSETS_H, type World } from "./world.ts";

/** Everything that is drawn once about an app. */
export interface App {
  readonly index: number;
  readonly app_id: string;
  readonly app_name: string;
  readonly kind: AppKind;
  readonly purpose: Purpose;
  readonly actor_type: "delegated" | "app_only";
  readonly rhythm: Rhythm;
  /** Where its people work, as hours ahead of UTC. */
  readonly offset_h: number;
  readonly created_ms: number;
  /** What its calls grow by each week, as a share of the first: a line, so that long spans stay possible. */
  readonly weekly_growth: number;
  /** Who uses it, the keenest first. */
  readonly users: NonEmpty<Person>;
  readonly servers: NonEmpty<Server>;
  readonly agent: string;
  /** When a new version of it was rolled out. */
  readonly deploys_ms: readonly number[];
  readonly error_share: number;
  readonly bytes_scale: number;
  /** How many objects it usually touches. */
  readonly resources: number;
  readonly noise: Noise;
  /** What the directory says of it in place of what would be drawn. */
  readonly directory: DirectoryFacts;
  /** What is different for a while, ordinary or planted. */
  readonly phases: readonly Phase[];
}

/** A machine from which an app calls for itself. */
export interface Server {
  readonly ip: string;
  readonly place: Place;
}

/** `hour_shape` is the shape of the gamma that counts of an hour vary with; `day_sigma` how days differ. */
interface Noise {
  readonly hour_shape: number;
  readonly day_sigma: number;
}

const HOUR_SHAPE: Range = [12, 60];
const DAY_SIGMA: Range = [0.05, 0.16];
/** Of a hundred calls this many fail on an ordinary day. */
const ERROR_SHARE: Range = [0.002, 0.02];
const WEEKLY_GROWTH: Range = [0.02, 0.06];
const RESOURCES: Range = [60, 4000];
const BYTES_SCALE_SIGMA = 0.5;
/** A new version every one to six weeks. */
const DEPLOY_DAYS: Range = [7, 42];
/** An office app's people are in another country this often. */
const ELSEWHERE_SHARE = 0.2;
/** Few enough to know each other, enough that one person's holiday does not silence the app. */
const USERS: Range = [6, 60];
/** Once in ten weeks of an office app somebody works through the evening. */
const OVERTIME_PER_DAY = 1 / 70;
const OVERTIME_FROM_H = 19;
const OVERTIME_HOURS: Range = [1, 3];
/** One keen user's part of the app's busy hour. */
export const OVERTIME_SHARE: Range = [0.06, 0.15];
/** Existing apps are at most three years old. */
const OLDEST_DAYS = 1000;
const YOUNGEST_DAYS = 30;

/** Half of the world's integration code speaks through one of these. */
const HTTP_LIBRARIES: NonEmpty<string> = [
  "python-requests/2.32.3",
  "okhttp/4.12.0",
  "axios/1.7.7",
  "Go-http-client/2.0",
  "graph-dotnet/5.56.0",
  "GraphClient/1.0",
];
const BRANDS: NonEmpty<string> = [
  "Acorn",
  "Basalt",
  "Cobalt",
  "Delta",
  "Ember",
  "Fjord",
  "Garnet",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lumen",
  "Maple",
  "Nimbus",
  "Onyx",
  "Pebble",
  "Quartz",
  "Rowan",
  "Sable",
  "Tundra",
  "Umber",
  "Velvet",
  "Willow",
  "Xenon",
  "Yarrow",
  "Zephyr",
];

/** Draw app number `index`; `created_ms` is given for those that appear within the span. */
export function draftApp(world: World, index: number, needs: Needs, created_ms?: number, profile: Profile = {}): App {
  const random = randomStream(world.seed, "app", index);
  const drawn_actor = drawActor(random, needs.kind);
  const actor_type = profile.actor_type ?? drawn_actor;
  const offset_h = chance(random, ELSEWHERE_SHARE) ? pick(random, OFFSETS_H) : world.home_offset_h;
  const purpose = profile.purpose ?? pick(random, choosePurposes(needs));
  const app: App = {
    index,
    app_id: uuid(random),
    app_name: `${pick(random, BRANDS)} ${pick(random, purpose.nouns)}`,
    kind: needs.kind,
    purpose,
    actor_type,
    rhythm: draftRhythm(random, needs, offset_h),
    offset_h,
    created_ms: created_ms ?? drawCreation(random, world, needs.kind),
    weekly_growth: needs.kind === "growing" ? between(random, WEEKLY_GROWTH) : 0,
    users: drawUsers(random, world, profile.users),
    servers: drawServers(random),
    agent: pick(random, HTTP_LIBRARIES),
    deploys_ms: drawDeploys(random, world),
    error_share: logBetween(random, ERROR_SHARE),
    bytes_scale: logNormal(random, BYTES_SCALE_SIGMA),
    resources: Math.round(logBetween(random, RESOURCES)),
    noise: { hour_shape: logBetween(random, HOUR_SHAPE), day_sigma: between(random, DAY_SIGMA) },
    directory: profile.directory ?? {},
    phases: [],
  };
  return { ...app, ...known(profile), phases: drawOvertime(random, world, app) };
}

/** A profile without what it leaves to chance. */
function known({ app_id, app_name, agent, deploys_ms }: Profile): Partial<App> {
  return {
    ...(app_id === undefined ? {} : { app_id }),
    ...(app_name === undefined ? {} : { app_name }),
    ...(agent === undefined ? {} : { agent }),
    ...(deploys_ms === undefined ? {} : { deploys_ms }),
  };
}

function drawActor(random: Random, kind: AppKind): App["actor_type"] {
  if (kind === "office" || kind === "new") return "delegated";
  if (kind === "batch" || kind === "constant") return "app_only";
  return chance(random, 0.3) ? "delegated" : "app_only";
}

function choosePurposes(needs: Needs): NonEmpty<Purpose> {
  if (needs.kind === "constant") return PURPOSES.pollers;
  return needs.reads_content === true ? PURPOSES.readers : PURPOSES.any;
}

function drawCreation(random: Random, world: World, kind: AppKind): number {
  if (kind === "new") return Math.floor(between(random, [world.from_ms, world.to_ms]));
  return Math.floor(world.from_ms - between(random, [YOUNGEST_DAYS, OLDEST_DAYS]) * DAY_MS);
}

function drawUsers(random: Random, world: World, users: Range = USERS): NonEmpty<Person> {
  const count = Math.round(logBetween(random, users));
  const first = pick(random, world.people);
  const others = Array.from({ length: count }, () => pick(random, world.people));
  return [first, ...new Set(others.filter((person) => person !== first))];
}

function drawServers(random: Random): NonEmpty<Server> {
  const server = (): Server => {
    const number = wholeBetween(random, [1, 199]);
    return { ip: `203.0.113.${number}`, place: cloudPlace(number) };
  };
  return chance(random, 0.5) ? [server()] : [server(), server()];
}

function drawDeploys(random: Random, world: World): number[] {
  const every_ms = between(random, DEPLOY_DAYS) * DAY_MS;
  const deploys: number[] = [];
  for (let at = world.from_ms + every_ms * random(); at < world.to_ms; at += every_ms) deploys.push(at);
  return deploys;
}

function drawOvertime(random: Random, world: World, app: App): Phase[] {
  if (app.rhythm.kind !== "office") return [];
  const { per_h } = app.rhythm;
  const days = (world.to_ms - world.from_ms) / DAY_MS;
  const first_day = localTime(world.from_ms, app.offset_h).day;
  const evenings = Array.from(
    { length: poisson(random, days * OVERTIME_PER_DAY) },
    () => first_day + Math.floor(days * random()),
  );
  const working = evenings.filter((day) => !isWeekend(weekdayOf(day)));
  return working.map((day) => {
    const from_ms = utcOf(day, OVERTIME_FROM_H, app.offset_h);
    const to_ms = from_ms + between(random, OVERTIME_HOURS) * HOUR_MS;
    return {
      from_ms,
      to_ms,
      change: { extra: { per_h: per_h * between(random, OVERTIME_SHARE), user: pick(random, app.users) } },
    };
  });
}
