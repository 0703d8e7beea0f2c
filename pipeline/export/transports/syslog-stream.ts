import { connect as connectTcp, isIP, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import type { TlsFiles } from "./tls-files.ts";
import { allOf, failedBy, type Outcome, type Parcel, type Transport } from "./transport.ts";

export interface StreamSettings {
  readonly host: string;
  readonly port: number;
  /** Missing: plain TCP. */
  readonly tls: TlsFiles | undefined;
  readonly framing: "octet" | "newline";
  /** `close`: a batch counts when the receiver has closed its connection in order. `none`: when it was written. */
  readonly confirm: "close" | "none";
}

/** Some megabytes at once; a connection is opened for each batch. */
const MOST_ALERTS = 1_000;

/** A dying receiver closes all its connections at once: by then the end of the witness has arrived, too. */
const WITNESS_WAIT_MS = 20;

/**
 * Syslog has no acknowledgement. What there is: we end our side behind a batch, the receiver reads to that end and closes
 * its own. But so does one that is killed with the batch in its memory. Hence a second connection, opened before, that
 * carries nothing: a receiver that dies closes that one, too. While it stands, the process that read the batch lives.
 * Whatever breaks on the way, the whole batch is sent again.
 */
export function openSyslogStream(settings: StreamSettings, message: (parcel: Parcel) => Buffer): Transport {
  let kept: Socket | undefined;
  /** The connection that is kept: the witness, or with `confirm: none` the one that everything goes over. */
  const keep = async (signal: AbortSignal): Promise<Socket> => {
    kept = kept && isOpen(kept) ? kept : await openSocket(settings, signal);
    return kept;
  };
  const send = async (batch: readonly Parcel[], signal: AbortSignal): Promise<Outcome> => {
    const bytes = Buffer.concat(batch.map((parcel) => frame(message(parcel), settings.framing)));
    const socket = await keep(signal);
    if (settings.confirm === "none") {
      await write(socket, bytes, signal);
      return { kind: "delivered", answer: "written; this receiver confirms nothing" };
    }
    await writeToTheEnd(await openSocket(settings, signal), bytes, signal);
    await sleep(WITNESS_WAIT_MS);
    if (!isOpen(socket)) return { kind: "failed", answer: "the receiver closed all connections" };
    return { kind: "delivered", answer: "read to the end" };
  };
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      try {
        return allOf(batch, await send(batch, signal));
      } catch (error) {
        return allOf(batch, failedBy(error, signal));
      }
    },
    close: async () => {
      kept?.destroy();
    },
  };
}

/** RFC 6587: the length in bytes, or a line end, which no message of ours holds. */
export function frame(message: Buffer, framing: StreamSettings["framing"]): Buffer {
  return framing === "octet"
    ? Buffer.concat([Buffer.from(`${message.byteLength} `), message])
    : Buffer.concat([message, Buffer.from("\n")]);
}

function isOpen(socket: Socket): boolean {
  return !socket.destroyed && socket.writable && !socket.readableEnded;
}

function openSocket({ host, port, tls }: StreamSettings, signal: AbortSignal): Promise<Socket> {
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = tls ? connectTls({ host, port, ...name, ...tls }) : connectTcp({ host, port });
  // Answers of a receiver mean nothing in syslog; unread, they would keep the end of the connection from us.
  socket.resume();
  return untilEvent(socket, tls ? "secureConnect" : "connect", signal);
}

async function write(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  const written = untilEvent(socket, "flushed", signal);
  socket.write(bytes, () => socket.emit("flushed"));
  await written;
}

async function writeToTheEnd(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  const ended = untilEvent(socket, "end", signal);
  socket.end(bytes);
  await ended;
  socket.destroy();
}

/** Resolves with the socket; a socket that breaks, or takes longer than the signal allows, is gone. */
function untilEvent(socket: Socket, event: "connect" | "secureConnect" | "flushed" | "end", signal: AbortSignal) {
  return new Promise<Socket>((resolve, reject) => {
    const stop = (error: unknown): void => {
      clear();
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const abort = (): void => stop(signal.reason);
    const closed = (): void => stop(new Error("the receiver closed the connection"));
    const done = (): void => {
      clear();
      // Between two batches nobody else listens; the next one finds the socket closed.
      socket.on("error", () => undefined);
      resolve(socket);
    };
    const clear = (): void => {
      socket.off(event, done).off("error", stop).off("close", closed);
      signal.removeEventListener("abort", abort);
    };
    socket.once(event, done).once("error", stop).once("close", closed);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
  });
}
