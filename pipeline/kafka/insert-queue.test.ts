import { expect, test } from "vitest";
import { createHoldings, type Holding } from "./holdings.ts";
import { createInsertQueue, type Draft, type MessageBatch } from "./insert-queue.ts";

interface Insert {
  readonly draft: Draft;
  readonly end: () => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

const AN_HOUR_MS = 3_600_000;

/** A draft whose insert ends when the test says so. */
function draftUpTo(offsets: ReadonlyMap<Holding, number>): Insert {
  let resolve = (): void => undefined;
  let reject = (_error: Error): void => undefined;
  const written = new Promise<void>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  const batch: MessageBatch = { add: () => undefined, rows: () => 1, size_bytes: () => 1, write: () => written };
  const ended = (): Promise<void> => written.catch(() => undefined);
  return {
    draft: { batch, offsets: new Map(offsets), begun_at_ms: 0 },
    end: () => {
      resolve();
      return ended();
    },
    fail: (error) => {
      reject(error);
      return ended();
    },
  };
}

function setUp() {
  const holdings = createHoldings();
  holdings.take([0, 1]);
  const [zero, one] = [holdings.of(0), holdings.of(1)];
  if (!zero || !one) throw new Error("the partitions were not taken");
  return { holdings, zero, one, queue: createInsertQueue(holdings) };
}

test("lets an offset go ahead only when all inserts before it are stored", async () => {
  const { holdings, zero, one, queue } = setUp();
  const first = draftUpTo(new Map([[zero, 10]]));
  const second = draftUpTo(
    new Map([
      [zero, 20],
      [one, 5],
    ]),
  );
  queue.push(first.draft);
  queue.push(second.draft);

  await second.end();
  queue.collect();
  expect(holdings.toCommit(0)).toEqual(new Map());

  await first.end();
  queue.collect();
  expect(holdings.toCommit(0)).toEqual(
    new Map([
      [0, 20],
      [1, 5],
    ]),
  );
  expect(queue.size()).toBe(0);
});

test("counts nothing from a failed insert on, though later ones were stored", async () => {
  const { holdings, zero, queue } = setUp();
  const inserts = [10, 20, 30].map((offset) => draftUpTo(new Map([[zero, offset]])));
  for (const { draft } of inserts) queue.push(draft);
  const trouble = new Error("the store is gone");
  await inserts[0]?.end();
  await inserts[1]?.fail(trouble);
  await inserts[2]?.end();

  await queue.settled();
  expect(queue.collect()).toEqual({ kind: "failed", error: trouble });
  expect(holdings.stored()).toEqual(new Map([[0, 10]]));
});

test("never commits what was read of a partition before it was given up, not even when it came back", async () => {
  const { holdings, zero, queue } = setUp();
  const old = draftUpTo(new Map([[zero, 10]]));
  queue.push(old.draft);
  holdings.drop([0]);
  holdings.take([0]);

  await old.end();
  queue.collect();
  expect(holdings.stored()).toEqual(new Map());
});

test("does not commit the same offset again", async () => {
  const { holdings, zero, queue } = setUp();
  const insert = draftUpTo(new Map([[zero, 10]]));
  queue.push(insert.draft);
  await insert.end();
  queue.collect();
  holdings.markCommitted(holdings.toCommit(0));
  expect(holdings.toCommit(AN_HOUR_MS)).toEqual(new Map());
  expect(holdings.stored()).toEqual(new Map([[0, 10]]));
});

test("commits an offset again that the broker did not take, but gives it time to answer", async () => {
  const { holdings, zero, queue } = setUp();
  const insert = draftUpTo(new Map([[zero, 10]]));
  queue.push(insert.draft);
  await insert.end();
  queue.collect();
  const asked = new Map([[0, 10]]);
  expect(holdings.toCommit(0)).toEqual(asked);
  expect(holdings.toCommit(1)).toEqual(new Map());
  expect(holdings.toCommit(AN_HOUR_MS)).toEqual(asked);
});

test("commits what came after the offset that the broker took late", async () => {
  const { holdings, zero, queue } = setUp();
  for (const offset of [10, 20]) {
    const insert = draftUpTo(new Map([[zero, offset]]));
    queue.push(insert.draft);
    await insert.end();
    queue.collect();
    expect(holdings.toCommit(0)).toEqual(new Map([[0, offset]]));
  }
  holdings.markCommitted(new Map([[0, 10]]));
  expect(holdings.toCommit(AN_HOUR_MS)).toEqual(new Map([[0, 20]]));
});

test("a partition whose offsets go back is another one: what it held before neither commits nor counts", async () => {
  const { holdings, queue } = setUp();
  const before = holdings.reading(0, 9);
  if (!before) throw new Error("the partition was not taken");
  const old = draftUpTo(new Map([[before, 10]]));
  queue.push(old.draft);
  const after = holdings.reading(0, 2);
  if (!after) throw new Error("the partition is gone");
  const fresh = draftUpTo(new Map([[after, 3]]));
  queue.push(fresh.draft);

  await old.end();
  queue.collect();
  expect(holdings.toCommit(0)).toEqual(new Map());
  await fresh.end();
  queue.collect();
  expect(holdings.toCommit(0)).toEqual(new Map([[0, 3]]));
  expect(holdings.reading(0, 3)).toBe(after);
});
