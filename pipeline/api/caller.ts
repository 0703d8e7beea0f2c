import { type AccessToken, EVERY_TENANT, type Scope } from "../core/access-token.ts";
import { AppError } from "../core/errors.ts";

/** Who sends a request, as far as it matters: what the token allows. */
export type Caller = Pick<AccessToken, "token_id" | "name" | "tenant" | "scopes" | "feeds">;

/** Whoever reaches a service that no token was ever made for: loopback only, and everything is allowed. */
export const UNGUARDED_CALLER: Caller = {
  token_id: "",
  name: "",
  tenant: EVERY_TENANT,
  scopes: ["admin"],
  feeds: [],
};

export function refuseScope({ scopes }: Caller, needed: Scope): void {
  if (scopes.includes(needed) || scopes.includes("admin")) return;
  const message = `This needs a token with the scope ${needed}; this one has ${scopes.join(", ")}.`;
  throw new AppError("forbidden", message);
}

export function refuseFeed({ feeds }: Caller, source: string): void {
  if (feeds.length === 0 || feeds.includes(source)) return;
  throw new AppError("forbidden", `This token may bring ${feeds.join(", ")}, not ${source}.`);
}

/** The tenant that all records of a request belong to; empty: each record's own. */
export function ingestTenant({ tenant }: Caller): string {
  return tenant === EVERY_TENANT ? "" : tenant;
}

/** The tenant whose data a request is to see; empty: all of them. */
export function readTenant({ tenant }: Caller, asked = ""): string {
  if (tenant === EVERY_TENANT) return asked;
  if (asked === "" || asked === tenant) return tenant;
  throw new AppError("forbidden", `This token reads tenant ${tenant}, not ${asked}.`);
}

/** Who a change is written down to. */
export function actorOf({ token_id, name }: Caller): string {
  return token_id === "" ? "this machine" : `${name} (token ${token_id})`;
}
