import { inject } from "vitest";
import type { Broker, NoBroker } from "./broker.ts";
import type { BrokerWords } from "./one-broker.ts";

/** The run's one broker. It outlives the file. */
export async function sharedBroker(): Promise<Broker | NoBroker> {
  const words = await ask("");
  const stop = async (): Promise<void> => undefined;
  if (words.kind !== "running") return { kind: "absent", stop };
  const { can_restart, ...rest } = words;
  const restart = async (): Promise<void> => {
    await ask("/restart");
  };
  return { ...rest, restart: can_restart ? restart : undefined, stop };
}

async function ask(path: string): Promise<BrokerWords | { readonly kind: "absent" }> {
  const answer = await fetch(`${inject("kafka")}${path}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(Object(body).message);
  return Object(body);
}
