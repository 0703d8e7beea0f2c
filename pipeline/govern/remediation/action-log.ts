import { actionEvents } from "../../../queries/remediation/action-events.ts";
import { actions } from "../../../queries/remediation/actions.ts";
import type { ActionEvent, ActionRow } from "../../../schemas/action.ts";
import { AppError } from "../../core/errors.ts";
import type { Clock, QueryReader, TableWriter } from "../../core/ports.ts";

export interface LogDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

/** What stays the same of an action from its first event to its last. */
export type ActionHead = Pick<
  ActionRow,
  | "tenant"
  | "action_id"
  | "kind"
  | "provider"
  | "app_id"
  | "user_id"
  | "mode"
  | "policy"
  | "alert_uid"
  | "undoes"
  | "reason"
>;

export type NewEvent = Pick<ActionEvent, "actor" | "event"> &
  Partial<Pick<ActionEvent, "step" | "what" | "undo" | "detail">>;

/** The audit of actions: written before and after everything that is done, and never changed. */
export interface ActionLog {
  readonly append: (head: ActionHead, event: NewEvent) => Promise<void>;
  readonly events: (action: Pick<ActionHead, "tenant" | "action_id">) => Promise<readonly ActionEvent[]>;
  /** Rejects with `not_found`. */
  readonly one: (tenant: string, action_id: string) => Promise<ActionRow>;
  readonly find: (filter: Partial<Filter>) => Promise<readonly ActionRow[]>;
}

interface Filter {
  readonly tenant: string;
  readonly action_id: string;
  readonly app_id: string;
  readonly state: string;
  readonly policy: string;
  readonly open_only: number;
}

const ALL: Filter = { tenant: "", action_id: "", app_id: "", state: "", policy: "", open_only: 0 };
/** More than are open, or than one policy asks for. */
const MOST_ACTIONS = 100_000;

/** For one turn at the actions: what is written meanwhile by nobody else is counted, and not read again. */
export function createActionLog({ reader, writer, clock }: LogDeps): ActionLog {
  const numbers = new Map<string, number>();
  const find: ActionLog["find"] = (filter) =>
    reader.rows(actions, { ...ALL, ...filter, limit: MOST_ACTIONS, offset: 0 });
  const events: ActionLog["events"] = ({ tenant, action_id }) => reader.rows(actionEvents, { tenant, action_id });
  return {
    find,
    events,
    one: async (tenant, action_id) => {
      const [found, another] = await find({ tenant, action_id });
      if (!found) throw new AppError("not_found", `There is no action ${action_id}.`);
      if (another) throw new AppError("wrong_usage", "Several tenants have this action: say which with tenant.");
      return found;
    },
    append: async (head, event) => {
      const key = JSON.stringify([head.tenant, head.action_id]);
      const number = (numbers.get(key) ?? (await events(head)).at(-1)?.number ?? 0) + 1;
      numbers.set(key, number);
      const { tenant, action_id, kind, provider, app_id, user_id, mode, policy, alert_uid, undoes, reason } = head;
      const row = { tenant, action_id, kind, provider, app_id, user_id, mode, policy, alert_uid, undoes, reason };
      await writer.insert("action_history", [{ ...row, ...event, number, recorded_at: clock.now_ms() }]);
    },
  };
}
