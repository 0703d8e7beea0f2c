import { type Static, Type } from "typebox";

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The token and everything it opens go over the wire: plain HTTP is for this machine only. */
const SAFE_URL = "^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/]?)[^\\s?#]*$";

/** The settings of Microsoft Graph by the names of their environment variables. */
export const graphVariables = {
  TIDEMARK_GRAPH_DIRECTORY: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9.-]+$",
      description: "The directory (tenant) of Microsoft Entra to read: its id or one of its domains.",
    }),
  ),
  TIDEMARK_GRAPH_CLIENT_ID: text("Application (client) id of the app registration that reads the directory."),
  TIDEMARK_GRAPH_CLIENT_SECRET: text("The client secret of that registration."),
  TIDEMARK_GRAPH_CLIENT_SECRET_FILE: text("File with the client secret; it is read anew for every token."),
  TIDEMARK_GRAPH_TENANT: text("Whose inventory it is, in Tidemark's own words; default without it."),
  TIDEMARK_GRAPH_URL: Type.Optional(
    Type.String({
      pattern: SAFE_URL,
      description: "Microsoft Graph's address, another one in national clouds: https://graph.microsoft.us.",
    }),
  ),
  TIDEMARK_GRAPH_LOGIN_URL: Type.Optional(
    Type.String({
      pattern: SAFE_URL,
      description: "Address of the sign-in, another one in national clouds: https://login.microsoftonline.us.",
    }),
  ),
  TIDEMARK_GRAPH_EVERY_MINUTES: Type.Optional(
    Type.String({ pattern: "^[1-9][0-9]{0,4}$", description: "How often the service reads what has changed." }),
  ),
};

const Variables = Type.Object(graphVariables);

/** What of Microsoft Graph was set; each value fits its own schema. */
export type GraphVariables = Static<typeof Variables>;

export interface GraphSettings {
  readonly directory: string;
  readonly client_id: string;
  readonly secret:
    | { readonly kind: "value"; readonly value: string }
    | { readonly kind: "file"; readonly path: string };
  readonly tenant: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly login_url: string;
  readonly every_ms: number;
}

const DEFAULT_URL = "https://graph.microsoft.com";
const DEFAULT_LOGIN_URL = "https://login.microsoftonline.com";
const DEFAULT_EVERY_MINUTES = "60";
const MINUTE_MS = 60_000;
const PREFIX = "TIDEMARK_GRAPH_";

/** What is missing before the directory can be read; nothing where nobody speaks of it. */
export function graphFaults(ours: Readonly<Record<string, unknown>>): readonly string[] {
  if (!Object.keys(ours).some((name) => name.startsWith(PREFIX))) return [];
  const needed = ["TIDEMARK_GRAPH_DIRECTORY", "TIDEMARK_GRAPH_CLIENT_ID"].filter((name) => ours[name] === undefined);
  const secrets = [`${PREFIX}CLIENT_SECRET`, `${PREFIX}CLIENT_SECRET_FILE`].filter((name) => ours[name] !== undefined);
  const missing = needed.map((name) => `${name} is missing: reading Microsoft Graph needs it`);
  if (secrets.length === 1) return missing;
  return [...missing, "set one of TIDEMARK_GRAPH_CLIENT_SECRET_FILE and TIDEMARK_GRAPH_CLIENT_SECRET"];
}

/** The settings in use; none where nobody speaks of them. The variables have no faults (`graphFaults`). */
export function graphSettings(ours: GraphVariables): GraphSettings | undefined {
  const { TIDEMARK_GRAPH_DIRECTORY: directory, TIDEMARK_GRAPH_CLIENT_ID: client_id } = ours;
  if (directory === undefined || client_id === undefined) return undefined;
  return {
    directory,
    client_id,
    secret: secretOf(ours),
    tenant: ours.TIDEMARK_GRAPH_TENANT ?? "default",
    url: base(ours.TIDEMARK_GRAPH_URL ?? DEFAULT_URL),
    login_url: base(ours.TIDEMARK_GRAPH_LOGIN_URL ?? DEFAULT_LOGIN_URL),
    every_ms: Number(ours.TIDEMARK_GRAPH_EVERY_MINUTES ?? DEFAULT_EVERY_MINUTES) * MINUTE_MS,
  };
}

function secretOf(ours: GraphVariables): GraphSettings["secret"] {
  const path = ours.TIDEMARK_GRAPH_CLIENT_SECRET_FILE;
  if (path !== undefined) return { kind: "file", path };
  return { kind: "value", value: ours.TIDEMARK_GRAPH_CLIENT_SECRET ?? "" };
}

function base(url: string): string {
  return url.replace(/\/+$/, "");
}
