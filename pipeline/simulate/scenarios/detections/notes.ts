import { pick, shuffled } from "../../draw.ts";
import { administratorOf, consent, type Notice, newSecret } from "../../notices.ts";
import { OPERATIONS } from "../../operations.ts";
import type { Person } from "../../people.ts";
import type { Whereabouts } from "../../places.ts";
import { freshId, type Scene } from "./acting.ts";

/** So many different people of the company who do not use the app yet. */
export function strangersTo({ world, app, random }: Scene, count: number): Person[] {
  const users = new Set(app.users);
  return shuffled(
    random,
    world.people.filter((person) => !users.has(person)),
  ).slice(0, count);
}

export function accepts({ app }: Scene, person: Person, at_ms: number): Notice {
  return { ...consent(app, at_ms, person.user_id), planted: true };
}

/** A secret made by the person whose account somebody else has. */
export function secretBySomebody(scene: Scene, at_ms: number, from?: Whereabouts): Notice {
  const { user_id } = pick(scene.random, scene.world.people);
  const more = from === undefined ? {} : { ip: from.ip, ...from.place };
  return { ...newSecret(scene.world, at_ms, scene.random), user_id, more, planted: true };
}

/** A secret that is renewed by the administrator, as its calendar says. */
export function secretRenewed(scene: Scene, at_ms: number): Notice {
  return { ...newSecret(scene.world, at_ms, scene.random), planted: true };
}

/** The administrator's consent on behalf of all. */
export function adminConsents({ app, world }: Scene, at_ms: number): Notice {
  const notice = consent(app, at_ms, administratorOf(world));
  return { ...notice, details: { ...notice.details, consent_type: "admin" }, planted: true };
}

/** The app itself signs in with one of its credentials. */
export function signsIn(scene: Scene, at_ms: number, from: Whereabouts, agent?: string): Notice {
  const more = {
    actor_type: "app_only",
    status_code: 0,
    ip: from.ip,
    ...from.place,
    ...(agent === undefined ? {} : { user_agent: agent }),
  } as const;
  const details = { credential_key_id: freshId(scene) };
  return { at_ms, operation: OPERATIONS.sign_in, user_id: undefined, details, more, planted: true };
}

const CREATED = 201;

/** The app makes an inbox rule, in the mailbox of its keenest user. */
export function makesRule({ app }: Scene, at_ms: number): Notice {
  const [{ ip, place }] = app.servers;
  const [{ user_id: owner, office_ip, office }] = app.users;
  const by_itself = app.actor_type === "app_only";
  const from = by_itself ? { ip, ...place } : { ip: office_ip, ...office };
  const user_id = by_itself ? undefined : owner;
  const more = { actor_type: app.actor_type, method: "POST", status_code: CREATED, ...from };
  const details = { scopes: "MailboxSettings.ReadWrite" };
  return { at_ms, operation: OPERATIONS.inbox_rule, user_id, details, more, planted: true };
}
