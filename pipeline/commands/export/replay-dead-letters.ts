import type { RowOf } from "../../../queries/define-query.ts";
import { exportDeadLetters } from "../../../queries/export/dead-letters.ts";
import type { Destination } from "../../export/destination.ts";
import { type DueAlert, findAlert, type OutboxDeps } from "../../export/outbox/outbox.ts";
import type { Outcome } from "../../export/transports/transport.ts";
import { withinTime } from "../../export/transports/within-time.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { only } from "./export.ts";
import { loadDestinations } from "./load-destinations.ts";
import { closeAll, originOf } from "./run-export.ts";

/** Letters tried in one run; the next run takes the next. */
const MOST_LETTERS = 10_000;

type Letter = RowOf<typeof exportDeadLetters>;

/** Try what was refused once more, one by one, and say what came back. */
export async function exportReplayDeadLettersCommand(context: CommandContext, names: readonly string[]): Promise<void> {
  const settings = only(await loadDestinations(context.config), names);
  const origin = originOf(settings);
  await withWorkspace(context, { role: "export replay" }, async ({ store }) => {
    const rows = [];
    for (const destination of settings.destinations)
      rows.push(await replayLetters({ ...store, origin }, destination, context.signal));
    printResult(context, rows, tableOf(rows));
  });
  await closeAll(settings);
}

async function replayLetters(deps: OutboxDeps, destination: Destination, signal: AbortSignal) {
  const { name } = destination;
  const letters = await deps.reader.rows(exportDeadLetters, { destination: name, limit: MOST_LETTERS });
  const count = { delivered: 0, refused: 0, failed: 0, gone: 0 };
  // Oldest first: revisions of one alert arrive in their order.
  for (const letter of [...letters].reverse()) {
    const found = await findAlert(deps, letter);
    const outcome = found ? await tryOnce(destination, found, signal) : GONE;
    count[outcome.kind] += 1;
    if (outcome.kind !== "failed") await note(deps, letter, outcome);
  }
  return { destination: name, ...count };
}

type Tried = Outcome | { readonly kind: "gone"; readonly answer: string };
const GONE: Tried = { kind: "gone", answer: "this revision is no longer in the history" };

async function tryOnce(destination: Destination, { alert }: DueAlert, signal: AbortSignal): Promise<Tried> {
  const { transport, format, timeout_ms } = destination;
  const batch = [{ alert, line: format.render(alert) }];
  const [outcome] = await withinTime(timeout_ms, signal, (limit) => transport.send(batch, limit));
  return outcome ?? { kind: "failed", answer: "no answer" };
}

function note({ writer }: Pick<OutboxDeps, "writer">, letter: Letter, { kind, answer }: Tried): Promise<void> {
  const { destination, tenant, uid, revision, received_ms: received_at } = letter;
  const place = { destination, tenant, uid, revision, received_at };
  return writer.insert("export_dead_letters", [{ ...place, state: kind, answer, refused_at: Date.now() }]);
}
