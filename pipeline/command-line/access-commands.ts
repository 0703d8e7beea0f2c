import type { Command as Program } from "commander";
import { InvalidArgumentError } from "commander";
import type { CommandContext } from "../commands/context.ts";
import { SCOPES, type Scope } from "../core/access-token.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time } from "./option-values.ts";

export function accessCommands({ add, context }: Cli): void {
  add("token", "tokens of the HTTP service: create, list, revoke")
    .argument("<what>", "create, list or revoke", oneOf("create", "list", "revoke"))
    .argument("[token]", "with revoke: its id, or its name")
    .option("--name <name>", "with create: whose it is, or what for")
    .option("--scope <scope...>", `with create: what it may do: ${SCOPES.join(", ")}`, addScope)
    .option("--tenant <name>", "with create: whose data; * is all tenants'", "default")
    .option("--feed <feed...>", "with create: the only feeds it may bring; all without it")
    .option("--expires <time>", "with create: until when, ISO 8601; for good without it", time)
    .action(async (what: string, token: string | undefined, words: TokenWords, command: Program) => {
      await runToken(context(command), what, token, words);
    });
}

interface TokenWords {
  readonly name?: string;
  readonly scope?: readonly Scope[];
  readonly tenant: string;
  readonly feed?: readonly string[];
  readonly expires?: number;
}

async function runToken(
  context: CommandContext,
  what: string,
  token: string | undefined,
  words: TokenWords,
): Promise<void> {
  const commands = await import("../commands/token.ts");
  if ((what === "revoke") !== (token !== undefined))
    throw new AppError("wrong_usage", "token revoke takes the id or name of a token; create and list take none.");
  if (what === "list") return commands.tokenListCommand(context);
  if (token !== undefined) return commands.tokenRevokeCommand(context, token);
  const { name, tenant, scope = [], feed = [], expires } = words;
  if (name === undefined) throw new AppError("wrong_usage", "token create needs --name.");
  await commands.tokenCreateCommand(context, { name, tenant, scopes: scope, feeds: feed, expires_ms: expires });
}

/** Once for each word behind --scope. */
function addScope(text: string, before: readonly Scope[] | undefined): readonly Scope[] {
  const scope = SCOPES.find((known) => known === text);
  if (!scope) throw new InvalidArgumentError(`It is one of: ${SCOPES.join(", ")}.`);
  return [...(before ?? []), scope];
}
