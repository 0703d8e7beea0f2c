import { createServer } from "node:net";
import { afterAll, expect, test } from "vitest";
import { connectToReplicas } from "./connect-to-replicas.ts";
import { isLost, takeTurns } from "./turn.ts";

test("a replica that is left is left once, however many calls fail with it", () => {
  const turn = takeTurns(["a", "b", "c"]);
  for (const left of ["a", "a", "a"]) turn.leave(left);
  expect(turn.url()).toBe("b");
  turn.leave("b");
  turn.leave("c");
  expect(turn.url()).toBe("a");
});

test.each([
  [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), true],
  [Object.assign(new Error("connect"), { code: "ECONNRESET" }), false],
  [new Error("Timeout error."), true],
  [Object.assign(new Error("read-only"), { type: "TABLE_IS_READ_ONLY", code: "242" }), true],
  [Object.assign(new Error("syntax"), { type: "SYNTAX_ERROR", code: "62" }), false],
  ["nonsense", false],
])("%s: another replica is asked: %s", (cause, lost) => {
  expect(isLost(cause)).toBe(lost);
});

const gone = createServer();
const url = await new Promise<string>((resolve) =>
  gone.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${Object(gone.address()).port}`)),
);
await new Promise((resolve) => gone.close(resolve));
const connection = connectToReplicas(
  {
    url,
    user: "default",
    password: "",
    database: "tidemark",
    cluster: { name: "main", urls: [url, "http://other"], quorum: 1 },
  },
  takeTurns([url, "http://other"]),
  {},
);
afterAll(() => connection.close());

test("a call to a replica that is gone fails as one that may be tried again, and names it", async () => {
  await expect(connection.ping()).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining(`The replica ${url} is gone`),
  });
});
