import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { type Outcome, type Parcel, reasonOf, type Transport } from "./transport.ts";

export interface UdpSettings {
  readonly host: string;
  readonly port: number;
}

const MOST_ALERTS = 100;

/** Nothing ever says whether a datagram arrived: this is for receivers that know no other way. */
export function openSyslogUdp({ host, port }: UdpSettings, message: (parcel: Parcel) => Buffer): Transport {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  socket.on("error", () => undefined);
  socket.unref();
  return {
    max_alerts: MOST_ALERTS,
    send: (batch) => Promise.all(batch.map((parcel) => sendOne(socket, message(parcel), { host, port }))),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function sendOne(socket: Socket, datagram: Buffer, { host, port }: UdpSettings): Promise<Outcome> {
  return new Promise((resolve) => {
    socket.send(datagram, port, host, (error) => {
      if (!error) resolve({ kind: "delivered", answer: "sent; UDP confirms nothing" });
      else if ("code" in error && error.code === "EMSGSIZE") resolve({ kind: "refused", answer: reasonOf(error) });
      else resolve({ kind: "failed", answer: reasonOf(error) });
    });
  });
}
