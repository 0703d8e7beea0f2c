import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Scope } from "../core/access-token.ts";
import type { Access } from "./access.ts";
import { type Caller, refuseScope } from "./caller.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a token needs for this route; `open`: no token. A route below /v1 does not start without it. */
    readonly scope?: Scope | "open";
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

const GUARDED = /^\/v1(\/|$)/;

/** Every route with a scope asks for a token that has it, before a byte of the body is read. */
export function guardRoutes(app: FastifyInstance, access: Access): void {
  app.decorateRequest("caller", undefined);
  app.addHook("onRoute", ({ url, config }) => {
    if (GUARDED.test(url) && config?.scope === undefined) throw new Error(`${url} does not say which scope it needs`);
  });
  app.addHook("onRequest", async (request) => {
    const { scope = "open" } = request.routeOptions.config;
    if (scope === "open") return;
    const { authorization } = request.headers;
    const caller = await access.callerOf({ authorization, remote_address: request.socket.remoteAddress ?? "" });
    refuseScope(caller, scope);
    request.caller = caller;
  });
}

/** Who sent a request to a route with a scope. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`${request.routeOptions.url} asks who sent a request, but has no scope`);
  return request.caller;
}
