import type { Feed } from "../core/feed.ts";
import { aws_cloudtrail } from "./aws-cloudtrail.ts";
import { o365_audit } from "./o365-audit.ts";

/** Every feed that is mapped in TypeScript, by the name that `--source` takes. */
export const FEEDS = { aws_cloudtrail, o365_audit } as const satisfies Record<string, Feed>;
