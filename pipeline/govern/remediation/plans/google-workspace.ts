import { AppError } from "../../../core/errors.ts";
import type { Plan } from "../step.ts";

const SCOPE = "the scope https://www.googleapis.com/auth/admin.directory.user.security (domain-wide delegation)";

/**
 * Google Workspace has no switch for an app in its API: what each user gave it is deleted, one user at a time. The user
 * can give it again, and nobody else can: there is no way back.
 */
export const google_workspace: Plan = {
  kinds: ["revoke"],
  steps: async ({ target }) => {
    const { app_id, user_ids, user_id } = target;
    const users = user_id === "" ? user_ids : [user_id];
    if (users.length === 0)
      throw new AppError("not_found", `Nobody is known to have let app ${app_id} in: import the lists of tokens.`);
    return users.map((user) => ({
      step: `user ${user}`,
      what: `Delete the tokens of app ${app_id} for user ${user}`,
      call: {
        method: "DELETE",
        path: `/admin/directory/v1/users/${encodeURIComponent(user)}/tokens/${encodeURIComponent(app_id)}`,
        permission: SCOPE,
      },
    }));
  },
};
