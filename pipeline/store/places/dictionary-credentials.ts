import type { Endpoint } from "../connection.ts";

const PLACE = "/* credentials */";

/**
 * The statement with a user and a password where it asks for them: a dictionary reads its table as somebody, also on
 * its own server.
 */
export function withCredentials(sql: string, endpoint: Endpoint): string {
  const { user, password } = endpoint.dictionary_user ?? endpoint;
  return sql.replaceAll(PLACE, () => `USER ${quoted(user)} PASSWORD ${quoted(password)}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
