import { stringify } from "yaml";
import { AppError } from "../../core/errors.ts";
import type { PolicyDay, PolicyWork, ReadPolicy } from "../../core/policy-work.ts";
import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import { backtestPolicy } from "../../govern/policies/backtest-policy.ts";
import { type Policy, readPolicies } from "../../govern/policies/read-policies.ts";
import type { Store } from "../../store/open-store.ts";

/** Policies are evaluated when nobody says otherwise, but raise nothing. */
const DEFAULT_STATE = "audit";

/** What the API does with policies. */
export function policyWork(store: Store): PolicyWork {
  return {
    read: (text) => goodPolicies(text).map(toKeep),
    backtest: async ({ text, tenant, days }) => {
      const [policy, another] = goodPolicies(text);
      if (!policy || another) throw new AppError("wrong_usage", "A back-test takes one policy.");
      return tryOut(store, { policy, tenant, days }, { onDay: () => undefined, onWait: () => undefined });
    },
  };
}

/** Try a policy out on the last whole days. */
export function tryOut(
  store: Store,
  asked: { readonly policy: Policy; readonly tenant: string; readonly days: number },
  progress: { readonly onDay: (day: PolicyDay) => void; readonly onWait: () => void; readonly signal?: AbortSignal },
): Promise<readonly PolicyDay[]> {
  const judgeApps = createAppJudge({ ...store, clock: { now_ms: Date.now } });
  const judge = (moment: { readonly tenant: string; readonly at_ms: number }) =>
    judgeApps({ ...moment, facts_table: "backtest_facts" });
  const { signal = new AbortController().signal, ...told } = progress;
  return backtestPolicy({ ...store, judge }, { ...asked, until_ms: Date.now() }, { ...told, signal });
}

export function toKeep({ document, line }: Policy): ReadPolicy {
  const { name, title, severity, state = DEFAULT_STATE } = document;
  return { name, title, severity, state, document: stringify(document), line };
}

function goodPolicies(text: string): readonly Policy[] {
  const read = readPolicies(text);
  if ("policies" in read) return read.policies;
  const faults = read.faults.map(({ line, reason }) => `line ${line}: ${reason}`);
  throw new AppError("wrong_usage", `Nothing was done: ${faults.join("; ")}.`);
}
