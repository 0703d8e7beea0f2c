import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { health } from "../../queries/store/health.ts";
import { ApiError } from "../../schemas/api-error.ts";
import type { ApiDeps, Readiness } from "./api-deps.ts";

/** Orchestrators give a probe a few seconds; a store that needs longer than this is not one to send work to. */
const STORE_ANSWER_MS = 2_000;

const count = Type.Integer({ minimum: 0 });
const TopicCounts = Type.Object({ starting: count, reading: count, suspect: count, failing: count });

export const healthRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const tags = ["operation"];
    const up = { description: "The process is up.", properties: { status: Type.Literal("up") } };
    app.get(
      "/healthz",
      { schema: { tags, summary: "The process is up", response: { 200: Type.Object(up.properties) } } },
      async () => {
        return { status: "up" as const };
      },
    );

    const ready = Type.Object(
      { status: Type.Literal("ready"), topics: Type.Optional(TopicCounts) },
      { description: "The store answers. topics: how many Kafka topics are in which state, where any are read." },
    );
    const schema = { tags, summary: "The service takes requests", response: { 200: ready, 503: ApiError } };
    app.get("/readyz", { schema }, async (_request, reply) => {
      const state = await readiness(deps);
      if (state.kind === "ready")
        return { status: "ready" as const, ...(state.topics === undefined ? {} : { topics: state.topics }) };
      return reply.code(503).send({ error: { code: "not_ready", message: state.reason } });
    });

    const metrics = { tags, summary: "Metrics for Prometheus", security: [{ token: [] }] };
    // They name feeds, topics and how much a company does: nothing for strangers.
    app.get("/metrics", { config: { scope: "metrics" }, schema: metrics }, async (_request, reply) => {
      return reply.type(deps.registry.contentType).send(await deps.registry.metrics());
    });
  };

async function readiness(deps: ApiDeps): Promise<Readiness> {
  const own = await deps.ready();
  if (own.kind !== "ready") return own;
  const store = await storeReadiness(deps);
  return store.kind === "ready" ? own : store;
}

async function storeReadiness(deps: ApiDeps): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    const reason = `The store has not answered for ${STORE_ANSWER_MS / 1000} seconds.`;
    timer = setTimeout(() => resolve({ kind: "not_ready", reason }), STORE_ANSWER_MS);
  });
  const answer = deps.reader.rows(health, {}).then(
    (): Readiness => ({ kind: "ready" }),
    (): Readiness => ({ kind: "not_ready", reason: "The store does not answer." }),
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
