import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

/** From a cached answer to the longest insert. */
const SECONDS_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** One log line and one observation for each answered request: its route, never its values or its body. */
export function watchRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: "tidemark_http_request_duration_seconds",
    help: "Time from the first byte of a request to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS_BUCKETS,
    registers: [registry],
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    const status = reply.statusCode;
    seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    const line = {
      method: request.method,
      route,
      status,
      took_ms: Math.round(reply.elapsedTime),
      // The public part: says whose request it was, and opens nothing.
      ...(request.caller?.token_id ? { token_id: request.caller.token_id } : {}),
    };
    request.log[isProbe(route) ? "debug" : "info"](line, "request answered");
  });
}

/** Probes come every few seconds and would fill the log. */
function isProbe(route: string): boolean {
  return route === "/healthz" || route === "/readyz" || route === "/metrics";
}
