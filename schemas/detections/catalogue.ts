import { D12 } from "./d12-lob-app-mail-after-credential.ts";
import { D15 } from "./d15-lob-app-sign-in-after-credential.ts";
import { D29 } from "./d29-new-user-agent.ts";
import { D32 } from "./d32-many-mail-searches.ts";
import { D33 } from "./d33-lob-app-reads-much-mail.ts";
import type { Detection } from "./detection.ts";

/** All detections over signals, by number. */
export const DETECTIONS: readonly Detection[] = [D12, D15, D29, D32, D33];
