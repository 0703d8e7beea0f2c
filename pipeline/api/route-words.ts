import type { FastifyRequest } from "fastify";
import { ApiError } from "../../schemas/api-error.ts";
import { type KnownApp, knownApp } from "../core/apps/known-app.ts";
import type { QueryReader } from "../core/ports.ts";
import { readTenant } from "./caller.ts";
import { callerOf } from "./guard-routes.ts";

/** What the published description says of each route of a group. */
export function describing(tag: string) {
  return <A extends object>(summary: string, answer: A, description?: string) => ({
    tags: [tag],
    security: [{ token: [] }],
    summary,
    ...(description === undefined ? {} : { description }),
    response: { 200: answer, "4xx": ApiError, "5xx": ApiError },
  });
}

/** A request that may name a tenant. */
export type Asking = FastifyRequest & { readonly query: { readonly tenant?: string } };

/** The tenant whose rows are asked for; empty: all that the caller may read. */
export function askedTenant(request: Asking): string {
  return readTenant(callerOf(request), request.query.tenant);
}

/** The app whose page is asked for, by any of its ids. */
export function askedApp(
  reader: QueryReader,
  request: Asking & { readonly params: { readonly app_id: string } },
): Promise<KnownApp> {
  return knownApp(reader, request.params.app_id, askedTenant(request));
}
