import { setTimeout as sleep } from "node:timers/promises";

/** What senders met that never let go of a body before it was acknowledged. */
export interface SendersReport {
  readonly acknowledged: number;
  readonly refused: number;
  /** Answers other than 200 and than 503 with Retry-After; broken connections are none. */
  readonly odd_answers: readonly string[];
}

const EVENTS_A_BODY = 500;
const PAUSE_MS = 200;
const SECOND_MS = 1_000;
const FIRST_MS = Date.UTC(2026, 9, 5);

/** Send bodies of events with ids `h-...` to the service, one after the other in each sender, until told to stop. */
export async function sendOverHttp(url: string, senders: number, signal: AbortSignal): Promise<SendersReport> {
  const report = { acknowledged: 0, refused: 0, odd_answers: new Set<string>() };
  const sender = async (number: number): Promise<void> => {
    for (let body = 0; !signal.aborted; body += 1) {
      const text = bodyOf(number, body);
      while (!(await isTaken(url, text, report))) await sleep(PAUSE_MS);
      report.acknowledged += EVENTS_A_BODY;
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, number) => sender(number)));
  return { ...report, odd_answers: [...report.odd_answers] };
}

function bodyOf(sender: number, body: number): string {
  return Array.from({ length: EVENTS_A_BODY }, (_, n) => {
    const place = body * EVENTS_A_BODY + n;
    return `{"event_id":"h-${sender}-${place}","kind":"api_call","at":${FIRST_MS + place},"app_id":"app-${n % 7}"}\n`;
  }).join("");
}

async function isTaken(
  url: string,
  body: string,
  report: { refused: number; readonly odd_answers: Set<string> },
): Promise<boolean> {
  const headers = { "content-type": "application/x-ndjson" };
  const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body }).catch(() => undefined);
  if (!answer) return false;
  const words = await answer.text();
  if (answer.status === 200) return true;
  const after_s = Number(answer.headers.get("retry-after"));
  if (answer.status === 503 && after_s > 0) report.refused += 1;
  else report.odd_answers.add(`${answer.status} ${words.slice(0, 200)}`);
  await sleep(Math.max(1, after_s) * SECOND_MS);
  return false;
}
