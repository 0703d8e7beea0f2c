import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** OpenAPI of every route that is registered after this: pages at /docs, the document at /docs/json. */
export function registerDocs(app: FastifyInstance, version: string): void {
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Tidemark",
        version,
        description:
          "What the apps that reach your data do, and whether that is normal. Times in answers are ISO 8601 in UTC.",
      },
      components: {
        securitySchemes: {
          token: {
            type: "http",
            scheme: "bearer",
            description:
              "A token of `tidemark token create`. Needed by every address below /v1 and by /metrics, unless the service has never had a token: then it listens on loopback only.",
          },
        },
      },
      tags: [
        { name: "events", description: "Bring events in." },
        { name: "apps", description: "What apps do." },
        { name: "alerts", description: "What is not normal." },
        { name: "operation", description: "For those who run the service." },
      ],
    },
  });
  app.register(swaggerUi, { routePrefix: "/docs" });
}
