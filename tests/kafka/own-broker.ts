import { afterAll } from "vitest";
import { type Broker, type NoBroker, QUICK_START, startBroker } from "./broker.ts";

/** A broker for the files that kill it; it ends with the file. */
export async function ownBroker(): Promise<Broker | NoBroker> {
  const broker = await startBroker(QUICK_START);
  afterAll(broker.stop);
  return broker;
}
