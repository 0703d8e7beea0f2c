import type { ParamsOf, Query, RowOf } from "../../queries/define-query.ts";
import type { AccessToken } from "./access-token.ts";
import type { PlacedResult } from "./feed.ts";

/** Runs named queries as a read-only user. Rejects with `store_unavailable` (retryable) or `store_refused`. */
export interface QueryReader {
  readonly rows: <Q extends Query>(query: Q, params: ParamsOf<Q>) => Promise<readonly RowOf<Q>[]>;
  /** The same rows as the lines of JSON that ClickHouse wrote: what is handed on as it is need not be parsed. */
  readonly lines: <Q extends Query>(query: Q, params: ParamsOf<Q>) => Promise<readonly string[]>;
  /** The same rows as one Arrow stream, for arquero's `fromArrow`. */
  readonly arrow: <Q extends Query>(query: Q, params: ParamsOf<Q>) => Promise<Uint8Array>;
}

/** Tables that jobs write whole rows to; each but rollup_faults (a log) replaces by its key, so that writing a row again changes nothing. */
export type DerivedTable =
  | "baseline_shapes"
  | "baseline_trainings"
  | "tenant_calendars"
  | "window_feedback"
  | "detector_states"
  | "detection_settings"
  | "detection_list_values"
  | "detection_list_loads"
  | "deviations"
  | "alert_history"
  | "action_history"
  | "tuning_rules"
  | "rollup_faults"
  | "quarantine_replays"
  | "collector_cursors"
  | "export_cursors"
  | "export_deliveries"
  | "export_dead_letters"
  | "export_health"
  | "known_permissions"
  | "known_apps"
  | "operation_permissions";

export interface TableWriter {
  /** Rows are objects by column name; times as epoch milliseconds where the column is DateTime64, seconds where DateTime. */
  readonly insert: (table: DerivedTable, rows: readonly Readonly<Record<string, unknown>>[]) => Promise<void>;
}

export interface Clock {
  readonly now_ms: () => number;
}

/** What one insert became, as ClickHouse counted it. `read = accepted + quarantined`. */
export interface BatchCounts {
  readonly accepted: number;
  readonly quarantined: number;
}

/** Where a batch comes from and under whose authority. `tenant` empty: each record's own, else `default`. */
export interface BatchHeader {
  readonly tenant: string;
  readonly source: string;
  readonly run_id: string;
}

/** Whole lines of common events, untouched; row n stands at `origin:first_line+n`. */
export interface LineBatch extends BatchHeader {
  readonly origin: string;
  readonly first_line: number;
  readonly bytes: Uint8Array;
}

/**
 * One record with its own position: an event as a line, mapped by us or as its sender wrote it (bytes, untouched), or a
 * refusal (reason not empty) with the raw record.
 */
export interface LandingRow {
  readonly position: string;
  readonly line: string | Uint8Array;
  readonly raw: string | Uint8Array;
  readonly reason: string;
  readonly detail: string;
}

/** A row as it stands, or a record that was mapped. */
export type LandingRecord = LandingRow | PlacedResult;

/** Records as the store's encoders wrote them. */
export interface EncodedRecords {
  /** Events that the store takes for certain. */
  readonly fields: Uint8Array;
  /** All else, each with its raw record. */
  readonly lines: Uint8Array;
}

export interface RowBatch extends BatchHeader {
  /** Records are asked for once, at once and one by one, so that of many none need be there before the one before it is gone. */
  readonly rows: Iterable<LandingRecord> | EncodedRecords;
}

/** The one door into the store. Resolves only after ClickHouse acknowledged; a batch written twice counts once. */
export interface Landing {
  readonly writeLines: (batch: LineBatch, signal?: AbortSignal) => Promise<BatchCounts>;
  readonly writeRows: (batch: RowBatch, signal?: AbortSignal) => Promise<BatchCounts>;
}

/** Runs one statement that writes (an INSERT ... SELECT of a derived table), with parameters and, for one that reads rows (`FORMAT`), their bytes. */
export interface StatementRunner {
  readonly run: (sql: string, params: Readonly<Record<string, unknown>>, body?: Uint8Array) => Promise<void>;
}

/** Does something that no other process of ours does on this store at the same time. Rejects with `store_unavailable` when the turn does not come. */
export type OneAtATime = <T>(name: string, work: () => Promise<T>, waiting?: WhileWaiting) => Promise<T>;

export interface WhileWaiting {
  /** How long to wait for the turn; a minute without it. */
  readonly wait_ms?: number;
  /** Told once, when somebody else has the turn. */
  readonly on_wait?: () => void;
}

/** How far an import has come; everything in it is acknowledged. */
export interface ImportRun {
  readonly run_key: string;
  readonly run_id: string;
  readonly source: string;
  readonly tenant: string;
  readonly started_at: number;
  readonly revision: number;
  /** Where to go on, as the import wrote it; empty at the start. */
  readonly cursor: string;
  readonly read: number;
  readonly quarantined: number;
  readonly done: boolean;
  /** The process at work on it, so that two never share a run. */
  readonly owner: string;
}

export interface ImportRuns {
  /** The newest run of this key, finished or not. */
  readonly latest: (run_key: string) => Promise<ImportRun | undefined>;
  readonly save: (run: ImportRun) => Promise<void>;
}

/** What came in over one way, for the metrics. `partition`: `http`, `file`, or `topic/number`. */
export interface Landed {
  readonly source: string;
  readonly partition: string;
  readonly accepted: number;
  readonly quarantined: number;
  readonly bytes: number;
  /** From sending the insert to its acknowledgement. */
  readonly insert_ms: number;
}

/** Counts what goes in, by feed and partition. */
export interface IngestMeter {
  readonly landed: (landed: Landed) => void;
  /** Messages of a Kafka partition that the group has not committed yet. */
  readonly lag: (source: string, partition: string, messages: number) => void;
}

/** The tokens that open the HTTP service. */
export interface TokenStore {
  /** All of them, revoked and expired ones too: that there ever was one decides whether the service is open. */
  readonly list: () => Promise<readonly AccessToken[]>;
  /** Make one, or write down that it is revoked. */
  readonly save: (token: AccessToken) => Promise<void>;
  /** When tokens were last used (epoch milliseconds), by their id. */
  readonly noteUses: (uses: ReadonlyMap<string, number>) => Promise<void>;
}

/** A record on its way to a topic. */
export interface TopicRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why a topic did not take a record; `for_good`: sending it again will not help. */
export interface TopicFault {
  readonly reason: string;
  readonly for_good: boolean;
}

/** One Kafka topic to write to. */
export interface RecordTopic {
  /** Resolves when all replicas have each record, or said why not; in the order of the records. Copies are dropped. */
  readonly send: (records: readonly TopicRecord[]) => Promise<readonly (TopicFault | undefined)[]>;
  readonly close: () => Promise<void>;
}
