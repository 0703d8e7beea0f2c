import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { alertsRoutes } from "./alerts-routes.ts";
import type { ApiDeps } from "./api-deps.ts";
import { appsRoutes } from "./apps-routes.ts";
import { registerDocs } from "./docs.ts";
import { answerErrors, answerRefusedConnection, faultMessage, sendError } from "./error-answers.ts";
import { eventsRoutes } from "./events-routes.ts";
import { healthRoutes } from "./health-routes.ts";
import { watchRequests } from "./request-watch.ts";

/** Application ids can be ARNs or URLs; the framework's own limit is 100. */
const MAX_PARAM_LENGTH = 2_048;
/** A body that is still not here after this long holds memory others wait for. */
const REQUEST_TIMEOUT_MS = 120_000;

/** The HTTP service, not listening yet. Its `close` waits for the requests under way. */
export function buildApi(deps: ApiDeps): FastifyInstance {
  const app = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: requestIds(deps.run_id),
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // An unknown query parameter is a misspelt one: refuse it instead of dropping it.
    ajv: { customOptions: { removeAdditional: false } },
    schemaErrorFormatter: (errors, part) => new Error(faultMessage(errors, part)),
    frameworkErrors: sendError,
    clientErrorHandler: answerRefusedConnection,
  }).withTypeProvider<TypeBoxTypeProvider>();
  answerErrors(app);
  watchRequests(app, deps.registry);
  registerDocs(app, deps.version);
  for (const routes of [eventsRoutes, appsRoutes, alertsRoutes, healthRoutes]) app.register(routes(deps));
  return app;
}

function requestIds(run_id: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${run_id}:${count}`;
  };
}
