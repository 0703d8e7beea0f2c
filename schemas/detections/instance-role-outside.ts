import type { Detection } from "./detection.ts";
import { did } from "./patterns.ts";

export const INSTANCE_ROLE_OUTSIDE: Detection = {
  id: "instance_role_outside",
  reference: "",
  name: "A machine's role used elsewhere to read stored files",
  says: "was used from a program that does not run on the machine it belongs to, and read files",
  severity: "high",
  kind: "logs",
  techniques: ["T1552.005", "T1078.004", "T1619", "T1530"],
  feeds: ["calls"],
  explanation:
    "A role that a cloud machine holds was used by a command line on somebody's desktop system, and files were listed and read with it: its credentials were taken from the machine.",
  actions: [
    "Revoke the role's sessions, and find out how the machine gave its credentials away.",
    "See which objects were read, and from which address.",
  ],
  within_h: 24,
  parts: [{ any: [{ signal: "instance_role_outside" }] }, did(["file.read"])],
};
