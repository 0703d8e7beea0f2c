import type { App } from "./app.ts";
import { DAY_MS } from "./calendar.ts";
import { between, chance, pick, uuid } from "./draw.ts";
import { type Notice, permissionsOf } from "./notices.ts";
import { EWS_PERMISSION } from "./operations.ts";
import { type Random, randomStream } from "./prng.ts";
import type { DirectoryFacts } from "./profile.ts";
import type { World } from "./world.ts";

/** A whole app as of `at`, in the shape of the inventory feed. */
export interface InventoryRecord {
  readonly tenant: string;
  readonly at: string;
  readonly app_id: string;
  readonly object_id: string;
  readonly service_principal_id: string;
  readonly app_name: string;
  readonly created_at: string;
  readonly status: "enabled";
  readonly origin: "internal" | "external";
  readonly home_tenant: string;
  readonly multitenant: boolean;
  readonly publisher: string;
  readonly publisher_verified: boolean;
  readonly publisher_domain: string;
  readonly certification: "none" | "attested" | "certified";
  readonly reply_urls: readonly string[];
  readonly owners: readonly string[];
  readonly permissions: readonly Permission[];
  readonly credentials: readonly Credential[];
  readonly consents: readonly Consent[];
}

interface Permission {
  readonly permission: string;
  readonly api: string;
  readonly type: "delegated" | "application";
  readonly granted_at: string;
}

interface Credential {
  readonly key_id: string;
  readonly credential_kind: "secret" | "certificate";
  readonly created_at: string;
  readonly expires_at: string;
}

interface Consent {
  readonly user_id: string;
  readonly consent_type: string;
  readonly at: string;
}

/** About a third of a company's apps are its own work. */
const INTERNAL_SHARE = 0.35;
const VERIFIED_SHARE = 0.7;
/** A secret lives a year; one that was there before the span was made within the last half of one. */
const SECRET_LIFE_MS = 365 * DAY_MS;
const SECRET_AGE_MS = SECRET_LIFE_MS / 2;

/** The app as the directory shows it at the end of the span. */
export function inventoryRecord(world: World, app: App, notices: readonly Notice[]): InventoryRecord {
  const random = randomStream(world.seed, "inventory", app.index);
  const { directory } = app;
  const drawn_internal = chance(random, INTERNAL_SHARE);
  const internal = directory.origin === undefined ? drawn_internal : directory.origin === "internal";
  const [brand = app.app_name] = app.app_name.split(" ");
  const publisher_domain = directory.publisher_domain ?? (internal ? world.domain : `${brand.toLowerCase()}.example`);
  const drawn_verified = !internal && chance(random, VERIFIED_SHARE);
  const verified = directory.publisher_verified ?? drawn_verified;
  return {
    tenant: world.tenant,
    at: iso(world.to_ms),
    app_id: app.app_id,
    object_id: uuid(random),
    service_principal_id: uuid(random),
    app_name: app.app_name,
    created_at: iso(app.created_ms),
    status: "enabled",
    origin: internal ? "internal" : "external",
    home_tenant: internal ? uuid(randomStream(world.seed, "tenant")) : uuid(random),
    multitenant: !internal,
    publisher: internal ? world.tenant : `${brand} Ltd`,
    publisher_verified: verified,
    publisher_domain,
    certification: verified ? pick(random, ["none", "attested", "certified"]) : "none",
    reply_urls: [`https://${publisher_domain}/oauth/callback`],
    owners: internal ? [pick(random, world.people).user_id] : [],
    ...withoutPermissions(directory),
    permissions: permissions(app),
    credentials: credentials(world, app, notices, random),
    consents: consents(app, notices),
  };
}

/** What the story says; its permissions come with the others. */
function withoutPermissions({ permissions: _, ...facts }: DirectoryFacts): Omit<DirectoryFacts, "permissions"> {
  return facts;
}

const GRAPH = "Microsoft Graph";
const EXCHANGE = "Office 365 Exchange Online";

function permissions(app: App): Permission[] {
  const type = app.actor_type === "delegated" ? "delegated" : "application";
  const granted_at = iso(app.created_ms);
  const apis = new Map(app.directory.permissions?.map(({ permission, api }) => [permission, api]));
  return permissionsOf(app).map((permission) => {
    const api = apis.get(permission) ?? (permission === EWS_PERMISSION ? EXCHANGE : GRAPH);
    return { permission, api, type, granted_at };
  });
}

function credentials(world: World, app: App, notices: readonly Notice[], random: Random): Credential[] {
  const made = notices.filter((notice) => notice.operation.kind === "credential_change");
  const recent = made.map((notice) => secret(notice.details["key_id"] ?? uuid(random), notice.at_ms));
  if (app.created_ms >= world.from_ms) return recent;
  const age_ms = between(random, [0, Math.min(SECRET_AGE_MS, world.from_ms - app.created_ms)]);
  return [secret(uuid(random), world.from_ms - age_ms), ...recent];
}

function secret(key_id: string, at_ms: number): Credential {
  return { key_id, credential_kind: "secret", created_at: iso(at_ms), expires_at: iso(at_ms + SECRET_LIFE_MS) };
}

/** Those that stand at the end: what was taken back is not there any more. */
function consents(app: App, notices: readonly Notice[]): Consent[] {
  const seen = notices.flatMap(({ operation, user_id, details, at_ms }) => {
    if (operation.operation_class !== "consent.grant" || user_id === undefined) return [];
    return [{ user_id, consent_type: details["consent_type"] ?? "user", at: iso(at_ms) }];
  });
  const known = new Set(seen.map(({ user_id }) => user_id));
  const earlier = app.actor_type === "delegated" ? app.users.filter(({ user_id }) => !known.has(user_id)) : [];
  const first = earlier.map(({ user_id }) => ({ user_id, consent_type: "user", at: iso(app.created_ms) }));
  const revoked = new Set(
    notices.filter(({ operation }) => operation.operation_class === "consent.revoke").map(({ user_id }) => user_id),
  );
  return [...first, ...seen].filter(({ user_id }) => !revoked.has(user_id));
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}
