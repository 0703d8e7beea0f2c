import { createServer, connect as dial, type Socket } from "node:net";

/** A way to a server that can be shut: then nobody listens, as on a machine whose server is stopped. */
export interface StoreGate {
  readonly url: string;
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
}

/** Pass connections on to the server at `url`. */
export async function createGate(url: string): Promise<StoreGate> {
  const { hostname, port } = new URL(url);
  const open_sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = dial(Number(port), hostname);
    const pair = [incoming, outgoing];
    for (const socket of pair) {
      open_sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        open_sockets.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
    incoming.pipe(outgoing);
    outgoing.pipe(incoming);
  });
  const listen = (at: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(at, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  const chosen = await listen(0);
  return {
    url: `http://127.0.0.1:${chosen}`,
    shut: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open_sockets) socket.destroy();
      return closed;
    },
    open: async () => {
      await listen(chosen);
    },
  };
}
