import { userInfo } from "node:os";
import { annotation } from "../../queries/apps/annotation.ts";
import { priorityAccounts } from "../../queries/apps/priority-accounts.ts";
import type { AnnotationRevision } from "../../schemas/api-annotations.ts";
import { tidyTags, tidyUserId } from "../core/annotation-words.ts";
import { knownApp } from "../core/apps/known-app.ts";
import type { AnnotationChange } from "../core/change-ports.ts";
import { cut } from "./apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface NoteOptions {
  readonly tenant: string;
  readonly app_id: string;
  /** What is missing stays as it is. */
  readonly said: Omit<AnnotationChange, "tenant" | "subject" | "subject_id" | "revision" | "actor" | "exceptions">;
  /** A policy that leaves the app alone for a while. */
  readonly exception: AnnotationRevision["exceptions"][number] | undefined;
  /** The revision the change was made on; missing: whichever stands. */
  readonly revision: number | undefined;
}

const MAX_REVISIONS = 1_000;
const NOTHING_SAID = {
  ...{ revision: 0, tags: [], note: "", owner: "", decision: "", decision_until: null, ticket: "" },
  ...{ review_days: 0, reviewed_at: null, exceptions: [], changed_at: null, changed_by: null },
};

/** Tags and note of an app: changed where something is to be changed, then shown with their history. */
export async function noteCommand(context: CommandContext, options: NoteOptions): Promise<void> {
  const { tenant, said, exception } = options;
  await withWorkspace(context, { role: "note" }, async ({ store }) => {
    const known = await knownApp(store.reader, options.app_id, tenant);
    const subject = { tenant, subject: "app", subject_id: known.app_id } as const;
    const read = () => store.reader.rows(annotation, { ...subject, limit: MAX_REVISIONS });
    if (exception || Object.values(said).some((each) => each !== undefined)) {
      const [stood] = await read();
      const revision = options.revision ?? stood?.revision ?? 0;
      const others = (stood?.exceptions ?? []).filter(({ policy }) => policy !== exception?.policy);
      const change = {
        ...said,
        tags: said.tags && tidyTags(said.tags),
        exceptions: exception && [...others, exception],
      };
      await store.annotations.change({ ...subject, revision, actor: userInfo().username, ...change });
    }
    const history = (await read()).map(({ priority: _users_only, ...revision }) => revision);
    const [stands] = history;
    const words = history.map((row) => ({ ...row, tags: row.tags.join(", "), note: cut(row.note) }));
    const result = { tenant, app_id: known.app_id, ...(stands ?? NOTHING_SAID), history };
    printResult(context, result, stands ? tableOf(words) : "Nobody has said anything of this app.\n");
  });
}

export interface PriorityOptions {
  readonly tenant: string;
  readonly what: string;
  readonly user_ids: readonly string[];
}

/** More priority accounts than a company has. */
const MAX_ACCOUNTS = 100_000;

/** Name priority accounts, or take them back; then list them. */
export async function priorityAccountsCommand(context: CommandContext, options: PriorityOptions): Promise<void> {
  const { tenant, what } = options;
  const user_ids = options.user_ids.map(tidyUserId);
  await withWorkspace(context, { role: "priority-accounts" }, async ({ store }) => {
    for (const subject_id of user_ids) {
      const subject = { tenant, subject: "user", subject_id } as const;
      const [stands] = await store.reader.rows(annotation, { ...subject, limit: 1 });
      const said = { revision: stands?.revision ?? 0, priority: what === "add", actor: userInfo().username };
      await store.annotations.change({ ...subject, ...said });
    }
    const accounts = await store.reader.rows(priorityAccounts, { tenant, limit: MAX_ACCOUNTS, offset: 0 });
    const words = accounts.map(({ user_id, named_by, changed_by, changed_at }) => {
      return { user_id: cut(user_id), named_by, changed_by, changed_at };
    });
    printResult(context, accounts, accounts.length === 0 ? "No priority accounts.\n" : tableOf(words));
  });
}
