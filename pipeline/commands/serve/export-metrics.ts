import { Counter, Gauge, type Registry } from "prom-client";
import type { ExportMeter } from "../../export/outbox/run-destination.ts";

/** Counts what goes out, for Prometheus. docs/operations.md says what to alert on. */
export function createExportMeter(registry: Registry): ExportMeter {
  const registers = [registry];
  const labelNames = ["destination"] as const;
  const alerts = new Counter({
    name: "tidemark_export_alerts_total",
    help: "Revisions of alerts by what an attempt to send them became.",
    labelNames: [...labelNames, "outcome"] as const,
    registers,
  });
  const due = new Gauge({
    name: "tidemark_export_due_alerts",
    help: "Revisions of alerts that a destination has not got yet.",
    labelNames,
    registers,
  });
  const age = new Gauge({
    name: "tidemark_export_lag_seconds",
    help: "Age of the oldest of them.",
    labelNames,
    registers,
  });
  const open = new Gauge({
    name: "tidemark_export_circuit_open",
    help: "1 while a destination is only asked now and then because it keeps failing.",
    labelNames,
    registers,
  });
  return {
    attempted: (destination, outcomes, state) => {
      for (const { kind } of outcomes) alerts.inc({ destination, outcome: kind });
      open.set({ destination }, state === "closed" ? 0 : 1);
    },
    lag: (destination, lag) => {
      due.set({ destination }, lag.due);
      age.set({ destination }, lag.oldest_s);
    },
  };
}
