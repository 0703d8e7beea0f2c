import { createServer, type ServerResponse } from "node:http";
import type { TestProject } from "vitest/node";
import { type Broker, type NoBroker, QUICK_START, startBroker } from "./broker.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where to ask for the one broker of a run of integration tests. */
    readonly kafka: string;
  }
}

/** What can be said of a broker in JSON. */
export type BrokerWords = Omit<Broker, "stop" | "restart">;

/**
 * One broker for all files of a run that use Kafka and leave it alive (own-broker.ts is for the others). It starts when
 * the first of them asks: who needs none does not wait for it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Broker | NoBroker> | undefined;
  const server = createServer((_request, response) => {
    started ??= startBroker(QUICK_START);
    void answer(started).then(
      (words) => reply(response, 200, words),
      (error: unknown) => reply(response, 500, { message: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  project.provide("kafka", `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    const broker = await started?.catch(() => undefined);
    await broker?.stop();
  };
}

async function answer(started: Promise<Broker | NoBroker>): Promise<BrokerWords | { kind: "absent" }> {
  const broker = await started;
  if (broker.kind === "absent") return { kind: "absent" };
  const { stop, restart, ...words } = broker;
  return words;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
