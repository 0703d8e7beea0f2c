import type { Range } from "./draw.ts";
import type { Purpose } from "./purposes.ts";

/** What a story says of its app; the rest is drawn as for any app. */
export interface Profile {
  readonly app_id?: string;
  readonly app_name?: string;
  /** The library it calls with. */
  readonly agent?: string;
  readonly purpose?: Purpose;
  readonly actor_type?: "delegated" | "app_only";
  /** When new versions of it were rolled out. */
  readonly deploys_ms?: readonly number[];
  /** How many people use it. */
  readonly users?: Range;
  readonly directory?: DirectoryFacts;
}

/** What the directory says of an app in place of what would be drawn. */
export interface DirectoryFacts {
  readonly origin?: "internal" | "external";
  readonly home_tenant?: string;
  readonly multitenant?: boolean;
  readonly publisher?: string;
  readonly publisher_verified?: boolean;
  readonly publisher_domain?: string;
  readonly certification?: "none" | "attested" | "certified";
  readonly reply_urls?: readonly string[];
  readonly owners?: readonly string[];
  /** On top of what its own calls need. */
  readonly permissions?: readonly GrantedPermission[];
}

export interface GrantedPermission {
  readonly permission: string;
  /** Microsoft Graph without it. */
  readonly api?: string;
}
