import { randomUUID } from "node:crypto";
import { exportDeadLetters } from "../../../queries/export/dead-letters.ts";
import { exportHealth } from "../../../queries/export/health.ts";
import { AppError } from "../../core/errors.ts";
import type { Destination } from "../../export/destination.ts";
import { createOutbox, rewind } from "../../export/outbox/outbox.ts";
import type { ExportSettings } from "../../export/settings/read-destinations.ts";
import { testAlert } from "../../export/test-alert.ts";
import { withinTime } from "../../export/transports/within-time.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { loadDestinations } from "./load-destinations.ts";
import { closeAll, originOf, runExport } from "./run-export.ts";

/** More letters than anybody reads. */
const MOST_LETTERS = 10_000;

/** Send what is due to every destination, and end. */
export async function exportRunCommand(context: CommandContext, names: readonly string[]): Promise<void> {
  const settings = only(await loadDestinations(context.config), names);
  const counts = new Map<string, { delivered: number; refused: number }>();
  await withWorkspace(context, { role: "export run" }, async ({ store }) => {
    const meter = {
      lag: () => undefined,
      attempted: (name: string, outcomes: readonly { readonly kind: string }[]) => {
        const count = counts.get(name) ?? { delivered: 0, refused: 0 };
        counts.set(name, count);
        count.delivered += outcomes.filter(({ kind }) => kind === "delivered").length;
        count.refused += outcomes.filter(({ kind }) => kind === "refused").length;
      },
    };
    const say = (name: string, { kind, reason }: { readonly kind: string; readonly reason: string }): void =>
      context.terminal.err(`${name}: ${kind === "recovered" ? "goes again" : reason}\n`);
    await runExport({ store, settings, meter, say, until_empty: true }, context.signal);
  });
  const rows = settings.destinations.map(({ name }) => ({ destination: name, ...(counts.get(name) ?? NONE) }));
  printResult(context, rows, tableOf(rows));
}

const NONE = { delivered: 0, refused: 0 } as const;

/** Send one marked alert to each destination; answers whether all took it. */
export async function exportTestCommand(context: CommandContext, names: readonly string[]): Promise<boolean> {
  const settings = only(await loadDestinations(context.config), names);
  const alert = testAlert(`test-${randomUUID()}`, Date.now(), originOf(settings));
  const rows = await Promise.all(
    settings.destinations.map(async ({ name, type, format, transport, timeout_ms }) => {
      const began_ms = Date.now();
      const batch = [{ alert, line: format.render(alert) }];
      const [outcome] = await withinTime(timeout_ms, context.signal, (limit) => transport.send(batch, limit));
      return {
        destination: name,
        type,
        outcome: outcome?.kind,
        answer: outcome?.answer,
        took_ms: Date.now() - began_ms,
      };
    }),
  );
  await closeAll(settings);
  printResult(context, { uid: alert.uid, destinations: rows }, `Sent ${alert.uid}:\n${tableOf(rows)}`);
  return rows.every(({ outcome }) => outcome === "delivered");
}

/** Let destinations have again what the store got since a moment. */
export async function exportReplayCommand(
  context: CommandContext,
  names: readonly string[],
  since_ms: number,
): Promise<void> {
  const settings = only(await loadDestinations(context.config), names);
  await withWorkspace(context, { role: "export replay" }, async ({ store }) => {
    for (const { name } of settings.destinations) await rewind(store, name, since_ms);
    const rows = await Promise.all(settings.destinations.map((destination) => lagOf(store, settings, destination)));
    const words = `${tableOf(rows)}The service sends them; without it, "tidemark export run" does.\n`;
    printResult(context, rows, words);
  });
  await closeAll(settings);
}

/** The destinations: how far behind, how sending goes. */
export async function exportListCommand(context: CommandContext, names: readonly string[]): Promise<void> {
  const settings = only(await loadDestinations(context.config), names);
  await withWorkspace(context, { role: "export list" }, async ({ store }) => {
    const health = await store.reader.rows(exportHealth, {});
    const rows = [];
    for (const destination of settings.destinations) {
      const state = health.find((row) => row.destination === destination.name);
      const { failures = 0, answer = "", dead_letters = 0 } = state ?? {};
      const failing = failures > 0 ? answer : "";
      rows.push({ ...(await lagOf(store, settings, destination)), dead_letters, failing });
    }
    printResult(context, rows, tableOf(rows));
  });
  await closeAll(settings);
}

/** What destinations refused, with their answers. */
export async function exportDeadLettersCommand(context: CommandContext, names: readonly string[]): Promise<void> {
  await withWorkspace(context, { role: "export list" }, async ({ store }) => {
    const all = await store.reader.rows(exportDeadLetters, { destination: "", limit: MOST_LETTERS });
    const rows = all
      .filter(({ destination }) => names.length === 0 || names.includes(destination))
      .map(({ received_ms: _place, ...row }) => row);
    printResult(context, rows, rows.length === 0 ? "No dead letters.\n" : tableOf(rows));
  });
}

async function lagOf(store: Parameters<typeof rewind>[0], settings: ExportSettings, destination: Destination) {
  const { name, type, filter } = destination;
  const lag = await createOutbox({ ...store, origin: originOf(settings) }, name, filter).lag();
  return { destination: name, type, due: lag.due, oldest_s: Math.round(lag.oldest_s) };
}

/** Those of some names; all without names. */
export function only(settings: ExportSettings, names: readonly string[]): ExportSettings {
  const known = settings.destinations.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError("wrong_usage", `There is no destination ${unknown}; there are: ${known.join(", ")}.`);
  const destinations = settings.destinations.filter(({ name }) => names.length === 0 || names.includes(name));
  return { ...settings, destinations };
}
