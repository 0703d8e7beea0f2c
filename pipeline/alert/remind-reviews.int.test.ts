import { expect, test } from "vitest";
import { openTestStore } from "../../tests/test-store.ts";
import { remindReviews } from "./remind-reviews.ts";

const DAY_MS = 86_400_000;
const store = await openTestStore();

const alerts = () => store.rows("SELECT title, assignee, status FROM alerts ORDER BY title");
const remind = (days: number) => remindReviews({ ...store, clock: { now_ms: () => Date.now() + days * DAY_MS } });

test("an app whose review is due, or whose decision has ended, is an alert to its owner, once for each time", async () => {
  const subject = { tenant: "default", subject: "app", actor: "ana" } as const;
  const until = new Date(Date.now() + 20 * DAY_MS).toISOString();
  await store.annotations.change({ ...subject, subject_id: "x", revision: 0, owner: "bo", review_days: 30 });
  await store.annotations.change({
    ...subject,
    subject_id: "y",
    revision: 0,
    decision: "approved",
    decision_until: until,
  });
  await remind(19);
  expect(await alerts()).toEqual([]);
  await remind(21);
  await remind(31);
  await remind(32);
  expect(await alerts()).toEqual([
    { title: expect.stringMatching(/^App x is to be reviewed since 20/), assignee: "bo", status: "new" },
    { title: `App y was approved until ${until.slice(0, 10)}: decide again`, assignee: "", status: "new" },
  ]);
  const reviewed_at = new Date(Date.now() + 33 * DAY_MS).toISOString();
  await store.annotations.change({ ...subject, subject_id: "x", revision: 1, reviewed_at });
  await remind(62);
  expect(await alerts()).toHaveLength(2);
  await remind(64);
  expect(await alerts()).toHaveLength(3);
});
