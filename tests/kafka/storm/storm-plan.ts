/** What a storm sends. Everything about every message follows from this, so that the totals are known beforehand. */
export interface StormPlan {
  readonly seed: number;
  /** A multiple of `BLOCK`. */
  readonly events: number;
  readonly partitions: number;
  readonly messages_per_s: number;
}

export interface StormMessage {
  readonly value: string | Buffer;
  readonly partition: number;
  /** The number of a message that is no event; none for an event. */
  readonly poison: number | undefined;
}

/** Events are shuffled within a block, and their second copies come a block later. */
export const BLOCK = 10_000;
/** Has no factor in common with a block: it visits every place. */
const STRIDE = 7_919;
/** Of ten events three come twice. */
const COPIED_OF_10 = 3;
const POISON_EVERY = 1_000;
const FIRST_MS = Date.UTC(2026, 9, 5);
const STEP_MS = 10;
const HOUR_MS = 3_600_000;
const TWO_TO_32 = 2 ** 32;

/** Any copy of an event, poison included. */
export function messageCount({ events }: StormPlan): number {
  return events + copyCount(events) + poisonCount(events);
}

export function copyCount(events: number): number {
  return (events / 10) * COPIED_OF_10;
}

export function poisonCount(events: number): number {
  return events / POISON_EVERY;
}

/** All messages in the order they are sent. */
export function* stormMessages(plan: StormPlan): Generator<StormMessage> {
  const blocks = plan.events / BLOCK;
  // One block more, for the copies of the last one.
  for (let block = 0; block <= blocks; block += 1)
    for (let place = 0; place < BLOCK; place += 1) {
      if (block < blocks) yield* newMessages(plan, block, place);
      if (block > 0 && place % 10 < COPIED_OF_10) yield eventMessage(plan, numberAt(block - 1, place), 1);
    }
}

function* newMessages(plan: StormPlan, block: number, place: number): Generator<StormMessage> {
  yield eventMessage(plan, numberAt(block, place), 0);
  if (place % POISON_EVERY === 0) yield poisonMessage(plan, (block * BLOCK + place) / POISON_EVERY);
}

function numberAt(block: number, place: number): number {
  return block * BLOCK + ((place * STRIDE + block) % BLOCK);
}

/** The copies of an event go to different partitions, so that different consumers meet them. */
function eventMessage(plan: StormPlan, n: number, copy: number): StormMessage {
  const h = mixed(n, plan.seed);
  const late_ms = h % 50 === 0 ? (1 + (h % 6)) * HOUR_MS : 0;
  const bytes = h % 11 === 0 ? "" : `,"bytes_read":${h % 50_000}`;
  const value = `{"event_id":"s${plan.seed}-${n}","kind":"api_call","at":${FIRST_MS + n * STEP_MS - late_ms},"app_id":"app-${h % 53}","user_id":"user-${h % 997}@contoso.example","operation":"GET /users/{id}/messages","operation_class":"mail.read","service":"service-${h % 3}","resource":"item-${h % 5003}","outcome":"${h % 17 === 0 ? "error" : "ok"}"${bytes}}`;
  return { value, partition: (h + copy) % plan.partitions, poison: undefined };
}

function poisonMessage({ seed, partitions }: StormPlan, number: number): StormMessage {
  const name = `poison-${seed}-${number}`;
  const values = [`{"event_id":"${name}"`, `["${name}"]`, `{"event_id":"${name}","at":1}`, `\xff\xfe${name}`];
  const value = Buffer.from(values[number % values.length] ?? "", "latin1");
  return { value, partition: number % partitions, poison: number };
}

/** A number below 2^32 in which every bit of `n` has a say; `MIXED` is the same in SQL. */
function mixed(n: number, seed: number): number {
  const a = (Math.imul(n, 2_654_435_761) + seed) >>> 0;
  const b = Math.imul(a ^ (a >>> 15), 2_246_822_519) >>> 0;
  return (b ^ (b >>> 13)) >>> 0;
}

const MIXED = `bitAnd(number * 2654435761 + {seed:UInt32}, ${TWO_TO_32 - 1}) AS a,
  bitAnd(bitXor(a, bitShiftRight(a, 15)) * 2246822519, ${TWO_TO_32 - 1}) AS b,
  bitXor(b, bitShiftRight(b, 13)) AS h`;

/** One row an event, as it must be stored. */
export const EXPECTED_EVENTS = `WITH ${MIXED}
SELECT concat('s', toString({seed:UInt32}), '-', toString(number)) AS event_id,
  toInt64(${FIRST_MS}) + toInt64(number) * ${STEP_MS} - if(h % 50 = 0, (1 + (h % 6)) * ${HOUR_MS}, 0) AS at_ms,
  concat('app-', toString(h % 53)) AS app_id, concat('user-', toString(h % 997), '@contoso.example') AS user_id,
  concat('service-', toString(h % 3)) AS service, concat('item-', toString(h % 5003)) AS resource,
  if(h % 17 = 0, 'error', 'ok') AS outcome, if(h % 11 = 0, NULL, h % 50000) AS bytes
FROM numbers({events:UInt64})`;

/** The same columns of what is stored. */
export const STORED_EVENTS = `SELECT event_id, toUnixTimestamp64Milli(at) AS at_ms, app_id, user_id,
  toString(service) AS service, resource, toString(outcome) AS outcome, bytes_read AS bytes
FROM events FINAL`;

/** One row a poison record, with its bytes. */
export const EXPECTED_POISON = `WITH concat('poison-', toString({seed:UInt32}), '-', toString(number)) AS name
SELECT multiIf(number % 4 = 0, concat('{"event_id":"', name, '"'), number % 4 = 1, concat('["', name, '"]'),
  number % 4 = 2, concat('{"event_id":"', name, '","at":1}'), concat(unhex('FFFE'), name)) AS raw
FROM numbers(intDiv({events:UInt64}, ${POISON_EVERY}))`;
