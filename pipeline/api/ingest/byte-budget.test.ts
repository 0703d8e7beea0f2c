import { expect, test } from "vitest";
import { createByteBudget } from "./byte-budget.ts";

/** Notes in `order` when a reservation of this size is granted. */
function ask(budget: ReturnType<typeof createByteBudget>, bytes: number, order: number[]) {
  return budget.reserve(bytes).then((reservation) => {
    order.push(bytes);
    return reservation;
  });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("makes a request wait until others gave back enough, first come first served", async () => {
  const budget = createByteBudget(100);
  const order: number[] = [];
  const first = await ask(budget, 80, order);
  const large = ask(budget, 50, order);
  const small = ask(budget, 10, order);
  await settled();
  expect(order).toEqual([80]);

  first.shrink(45);
  await Promise.all([large]);
  await settled();
  expect(order).toEqual([80, 50]);

  (await large).release();
  await small;
  expect(order).toEqual([80, 50, 10]);
});

test("gives back no byte twice", async () => {
  const budget = createByteBudget(100);
  const order: number[] = [];
  const first = await ask(budget, 60, order);
  first.release();
  first.release();
  await ask(budget, 90, order);
  void ask(budget, 11, order);
  await settled();
  expect(order).toEqual([60, 90]);
});
