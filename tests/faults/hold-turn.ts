import { connect } from "../../pipeline/store/connect.ts";
import { oneAtATime } from "../../pipeline/store/one-at-a-time.ts";

// Takes the turn of a name in a database and keeps it until killed: hold-turn.ts ENDPOINT-AS-JSON NAME.
const [endpoint = "", name = ""] = process.argv.slice(2);

await oneAtATime(connect(JSON.parse(endpoint)), name, async () => {
  process.stdout.write("held\n");
  await new Promise((resolve) => setInterval(resolve, 2 ** 31 - 1));
});
