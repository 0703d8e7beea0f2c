import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import { AppError } from "../core/errors.ts";
import { alertWorkRoutes } from "./alerts/alert-work-routes.ts";
import { alertsRoutes } from "./alerts/alerts-routes.ts";
import { detectionRoutes } from "./alerts/detection-routes.ts";
import { feedbackRoutes } from "./alerts/feedback-routes.ts";
import type { ApiDeps } from "./api-deps.ts";
import { appInventoryRoutes } from "./apps/app-inventory-routes.ts";
import { appListRoutes } from "./apps/app-list-routes.ts";
import { appPartsRoutes } from "./apps/app-parts-routes.ts";
import { appRoutes } from "./apps/app-routes.ts";
import { usageRoutes } from "./apps/usage-routes.ts";
import { registerDocs } from "./docs.ts";
import { answerErrors, answerRefusedConnection, faultMessage, sendError } from "./error-answers.ts";
import { actionRoutes } from "./govern/action-routes.ts";
import { annotationRoutes } from "./govern/annotation-routes.ts";
import { policyRoutes } from "./govern/policy-routes.ts";
import { priorityRoutes } from "./govern/priority-routes.ts";
import { guardRoutes } from "./guard-routes.ts";
import { healthRoutes } from "./health-routes.ts";
import { ingestRoutes } from "./ingest/ingest-routes.ts";
import { overviewRoutes } from "./overview-routes.ts";
import { watchRequests } from "./request-watch.ts";
import { writeAnswer } from "./write-answer.ts";

/** Application ids can be ARNs or URLs; the framework's own limit is 100. */
const MAX_PARAM_LENGTH = 2_048;
/** A body that is still not here after this long holds memory others wait for. */
const REQUEST_TIMEOUT_MS = 120_000;

const ROUTES = [
  ingestRoutes,
  overviewRoutes,
  appListRoutes,
  usageRoutes,
  appRoutes,
  appPartsRoutes,
  appInventoryRoutes,
  annotationRoutes,
  priorityRoutes,
  policyRoutes,
  actionRoutes,
  alertsRoutes,
  detectionRoutes,
  alertWorkRoutes,
  feedbackRoutes,
  healthRoutes,
];

/** The HTTP service, not listening yet. Its `close` waits for the requests under way. */
export function buildApi(deps: ApiDeps): FastifyInstance {
  const app = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: requestIds(deps.run_id),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // We say it ourselves, in the one shape of errors and with Retry-After.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // An unknown query parameter is a misspelt one: refuse it instead of dropping it.
    ajv: { customOptions: { removeAdditional: false } },
    schemaErrorFormatter: (errors, part) => new Error(faultMessage(errors, part)),
    frameworkErrors: sendError,
    clientErrorHandler: answerRefusedConnection,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setSerializerCompiler(() => writeAnswer);
  answerErrors(app);
  watchRequests(app, deps.registry);
  refuseWhileStopping(app, deps);
  guardRoutes(app, deps.access);
  registerDocs(app, deps.version);
  for (const routes of ROUTES) app.register(routes(deps));
  return app;
}

/** Work that begins now would be cut off: whoever sends it is to send it again, to the next process. */
function refuseWhileStopping(app: FastifyInstance, { ready }: ApiDeps): void {
  app.addHook("onRequest", async (request) => {
    if (!request.routeOptions.url?.startsWith("/v1/")) return;
    const state = await ready();
    if (state.kind === "ready") return;
    throw new AppError("stopping", `The service takes no requests now (${state.reason}). Send it again later.`);
  });
}

function requestIds(run_id: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${run_id}:${count}`;
  };
}
