import type { App } from "./app.ts";
import type { Caller } from "./caller.ts";
import type { EventFields } from "./event-fields.ts";
import type { Notice } from "./notices.ts";
import type { Operation } from "./operations.ts";
import type { Place } from "./places.ts";
import type { CallResult } from "./result.ts";

/** One call, as it is spelt. */
export interface CallParts {
  readonly at_ms: number;
  readonly operation: Operation;
  readonly resource: string | undefined;
  readonly caller: Caller;
  readonly result: CallResult;
  /** What it introduces itself as, where that is not the app's usual. */
  readonly agent: string | undefined;
}

/** Spells one app's events as lines of the common event, and numbers them. */
export class EventLines {
  readonly #tenant: string;
  readonly #app: App;
  readonly #id_prefix: string;
  readonly #product: string;
  readonly #openings = new Map<Operation, string>();
  readonly #places = new Map<Place, string>();
  #agent = "";
  #events = 0;

  constructor(tenant: string, app: App, id_prefix: string) {
    this.#tenant = tenant;
    this.#app = app;
    this.#id_prefix = id_prefix;
    this.#product = app.app_name.replaceAll(" ", "");
  }

  /** From now on the app calls itself by the version rolled out last. */
  startDay(at_ms: number): void {
    const deploys = this.#app.deploys_ms.filter((deploy_ms) => deploy_ms <= at_ms).length;
    this.#agent = `${this.#product}/2.${deploys} ${this.#app.agent}`;
  }

  call({ at_ms, operation, resource, caller, result, agent }: CallParts): string {
    const varying = JSON.stringify({
      event_id: this.#nextId(),
      at: new Date(at_ms).toISOString(),
      user_id: caller.user_id,
      resource,
      outcome: result.outcome,
      status_code: result.status_code,
      bytes_read: result.bytes_read,
      bytes_written: result.bytes_written,
      ip: caller.ip,
      user_agent: agent ?? this.#agent,
      duration_ms: result.duration_ms,
    } satisfies Partial<EventFields>);
    return `${this.#openingOf(operation)},${this.#whereOf(caller.place)}${varying.slice(1)}`;
  }

  notice({ at_ms, operation, user_id, details, more = {} }: Notice): string {
    return JSON.stringify({
      tenant: this.#tenant,
      event_id: this.#nextId(),
      kind: operation.kind,
      at: new Date(at_ms).toISOString(),
      app_id: this.#app.app_id,
      app_name: this.#app.app_name,
      user_id,
      actor_type: "user",
      operation: operation.operation,
      operation_class: operation.operation_class,
      service: operation.service,
      outcome: "ok",
      details,
      ...more,
    } satisfies EventFields);
  }

  /** The same for every call of an operation, so it is spelt once: half the time of spelling all of every line. */
  #openingOf(operation: Operation): string {
    const known = this.#openings.get(operation);
    if (known !== undefined) return known;
    const document = JSON.stringify({
      tenant: this.#tenant,
      app_id: this.#app.app_id,
      app_name: this.#app.app_name,
      actor_type: this.#app.actor_type,
      kind: operation.kind,
      operation: operation.operation,
      operation_class: operation.operation_class,
      method: operation.method,
      service: operation.service,
      details: detailsOf(operation),
    } satisfies Partial<EventFields>);
    const opening = document.slice(0, -1);
    this.#openings.set(operation, opening);
    return opening;
  }

  /** An app calls from few places: each is spelt once. */
  #whereOf(place: Place | undefined): string {
    if (place === undefined) return "";
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const spelt = `${JSON.stringify(place satisfies Partial<EventFields>).slice(1, -1)},`;
    this.#places.set(place, spelt);
    return spelt;
  }

  #nextId(): string {
    return `${this.#id_prefix}-${(this.#events++).toString(36)}`;
  }
}

function detailsOf({ permission, details }: Operation): EventFields["details"] {
  if (permission === undefined && details === undefined) return undefined;
  return { ...(permission === undefined ? {} : { scopes: permission }), ...details };
}
