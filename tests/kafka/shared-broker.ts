import { inject } from "vitest";
import type { Broker, NoBroker } from "./broker.ts";
import type { BrokerWords } from "./one-broker.ts";

/** The run's one broker. It outlives the file, and other files use it at the same time: nobody kills it. */
export async function sharedBroker(): Promise<Broker | NoBroker> {
  const words = await ask();
  const stop = async (): Promise<void> => undefined;
  return words.kind === "running" ? { ...words, restart: undefined, stop } : { kind: "absent", stop };
}

async function ask(): Promise<BrokerWords | { readonly kind: "absent" }> {
  const answer = await fetch(inject("kafka"));
  const body = await answer.json();
  if (!answer.ok) throw new Error(Object(body).message);
  return Object(body);
}
