import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface TokenServer {
  readonly url: string;
  /** How many tokens were handed out. */
  readonly issued: () => number;
  /** From now on it answers with this status. */
  readonly answerWith: (status: number) => void;
  readonly stop: () => Promise<void>;
}

export const TOKEN_CLIENT = { id: "tidemark client", secret: "s:cret&%", scope: "kafka/.default" } as const;

/** An OAuth 2.0 token endpoint for one client. Its tokens are JWTs without a signature, good for so many seconds. */
export async function startTokenServer(lifetime_s: number): Promise<TokenServer> {
  const state = { issued: 0, status: 200 };
  const server = createServer((request, response) => {
    void bodyOf(request).then((form) => {
      const known = isKnown(request, form);
      if (state.status !== 200 || !known) return refuse(response, known ? state.status : 401);
      state.issued += 1;
      const answer = { access_token: tokenFor(lifetime_s), token_type: "Bearer", expires_in: lifetime_s };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/token`,
    issued: () => state.issued,
    answerWith: (status) => {
      state.status = status;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 6749, 2.3.1: both are form-encoded before they become Basic. */
function isKnown(request: IncomingMessage, form: URLSearchParams): boolean {
  const pair = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
  const [id, secret] = pair.split(":").map(decodeURIComponent);
  const { grant_type, scope } = Object.fromEntries(form);
  const known = id === TOKEN_CLIENT.id && secret === TOKEN_CLIENT.secret && scope === TOKEN_CLIENT.scope;
  return request.method === "POST" && grant_type === "client_credentials" && known;
}

function refuse(response: ServerResponse, status: number): void {
  const answer = { error: "invalid_client", error_description: "The client is not known here." };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

function tokenFor(lifetime_s: number): string {
  const now_s = Date.now() / 1_000;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ sub: TOKEN_CLIENT.id, iat: now_s, exp: now_s + lifetime_s })}.`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
