import { severityOf } from "../formats/severity.ts";
import { openSyslogStream, type StreamSettings } from "./syslog-stream.ts";
import { openSyslogUdp } from "./syslog-udp.ts";
import type { Parcel, Transport } from "./transport.ts";

export interface SyslogSettings extends StreamSettings {
  readonly protocol: "tls" | "tcp" | "udp";
  readonly facility: number;
  /** Whether the message begins with the mark of UTF-8, as RFC 5424 wants it; parsers of CEF and LEEF want it not. */
  readonly bom: boolean;
  /** Who sends: the host's name. */
  readonly hostname: string;
}

const SEVERITIES_A_FACILITY = 8;
const MOST_HOSTNAME = 255;
const MOST_MESSAGE_ID = 32;

/** Syslog as RFC 5424 has it, over TLS (RFC 5425), TCP (RFC 6587), or UDP (RFC 5426). */
export function openSyslog(settings: SyslogSettings): Transport {
  const message = (parcel: Parcel): Buffer => syslogMessage(parcel, settings);
  return settings.protocol === "udp" ? openSyslogUdp(settings, message) : openSyslogStream(settings, message);
}

/** One message, without the frame that a stream puts around it. */
export function syslogMessage(
  { alert, line }: Parcel,
  { facility, bom, hostname }: Pick<SyslogSettings, "facility" | "bom" | "hostname">,
): Buffer {
  const priority = facility * SEVERITIES_A_FACILITY + severityOf(alert.severity).syslog;
  const host = printable(hostname, MOST_HOSTNAME);
  const origin = `[origin software="${alert.product}" swVersion="${quoted(alert.product_version)}"]`;
  const id = printable(alert.detection, MOST_MESSAGE_ID);
  const head = `<${priority}>1 ${alert.recorded_at} ${host} tidemark - ${id} ${origin} `;
  return Buffer.from(`${head}${bom ? "\uFEFF" : ""}${line}`);
}

/** A field of the header: visible ASCII, a dash where nothing is left of it. */
function printable(text: string, most: number): string {
  return text.replace(/[^\x21-\x7e]/g, "").slice(0, most) || "-";
}

function quoted(text: string): string {
  return text.replace(/["\\\]]/g, "\\$&");
}
