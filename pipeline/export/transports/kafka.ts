import type { RecordTopic, TopicFault } from "../../core/ports.ts";
import { allOf, type Outcome, type Parcel, reasonOf, type Transport } from "./transport.ts";

const MOST_ALERTS = 1_000;

/** A Kafka topic, keyed by tenant and app: the alerts of one app stay in order, in one partition. */
export function openKafka(connect: () => Promise<RecordTopic>): Transport {
  let topic: RecordTopic | undefined;
  const send = async (batch: readonly Parcel[]): Promise<readonly Outcome[]> => {
    topic ??= await connect();
    const faults = await topic.send(batch.map(recordOf));
    const outcomes = faults.map(outcomeOf);
    if (outcomes.some(({ kind }) => kind === "failed")) await close();
    return outcomes;
  };
  /** An idempotent producer that has lost a record is of no use any more: the next attempt makes a new one. */
  const close = async (): Promise<void> => {
    const old = topic;
    topic = undefined;
    await old?.close();
  };
  return {
    max_alerts: MOST_ALERTS,
    send: (batch) => send(batch).catch((error: unknown) => allOf(batch, { kind: "failed", answer: reasonOf(error) })),
    close,
  };
}

function outcomeOf(fault: TopicFault | undefined): Outcome {
  if (fault === undefined) return { kind: "delivered", answer: "acknowledged by all replicas" };
  return { kind: fault.for_good ? "refused" : "failed", answer: fault.reason };
}

function recordOf({ alert, line }: Parcel) {
  const { uid, revision, tenant, app_id, change } = alert;
  const headers = { tidemark_alert_uid: uid, tidemark_alert_revision: String(revision), tidemark_change: change };
  return { key: `${tenant}/${app_id}`, value: Buffer.from(line), headers };
}
