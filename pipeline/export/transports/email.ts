import { createTransport } from "nodemailer";
import { type Summary, summaryOf } from "./summary.ts";
import type { TlsFiles } from "./tls-files.ts";
import { allOf, type Outcome, type Parcel, reasonOf, type Transport } from "./transport.ts";

export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` or nothing at all. */
  readonly security: "tls" | "starttls" | "none";
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly tls: TlsFiles;
}

/** So many alerts share a mail. */
const MOST_ALERTS = 20;
const MOST_SUBJECT = 150;
/** Answers that will be the same tomorrow. */
const FOR_GOOD_FROM = 550;

/** Mail by SMTP, plain text. */
export function openEmail(settings: EmailSettings): Transport {
  const { username, password } = settings;
  const mailer = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.security === "tls",
    requireTLS: settings.security === "starttls",
    ignoreTLS: settings.security === "none",
    tls: { ...settings.tls },
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? "" } }),
  });
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      const sent = mailer.sendMail(mailOf(settings, batch)).then(
        ({ response }): Outcome => ({ kind: "delivered", answer: response }),
        (error: unknown): Outcome => failureOf(error),
      );
      return allOf(batch, await Promise.race([sent, aborted(signal)]));
    },
    close: async () => mailer.close(),
  };
}

function aborted(signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const stop = (): void => resolve({ kind: "failed", answer: reasonOf(signal.reason) });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function failureOf(error: unknown): Outcome {
  const code = typeof error === "object" && error !== null && "responseCode" in error ? Number(error.responseCode) : 0;
  return { kind: code >= FOR_GOOD_FROM ? "refused" : "failed", answer: reasonOf(error) };
}

function mailOf({ from, to }: EmailSettings, batch: readonly Parcel[]) {
  const summaries = batch.map(({ alert }) => summaryOf(alert));
  const [first] = summaries;
  const more = summaries.length > 1 ? ` (and ${summaries.length - 1} more)` : "";
  const ids = batch.map(({ alert }) => `${alert.uid}.${alert.revision}`);
  return {
    from,
    to: [...to],
    subject: `[Tidemark] ${(first?.heading ?? "").slice(0, MOST_SUBJECT)}${more}`,
    text: summaries.map(mailText).join("\n\n----\n\n"),
    headers: { "X-Tidemark-Alerts": ids.join(" "), "Auto-Submitted": "auto-generated" },
  };
}

function mailText({ heading, facts, actions, url }: Summary): string {
  const lines = facts.map(([name, value]) => `${name}: ${value}`);
  return [
    heading,
    "",
    ...lines,
    "",
    ...actions.map((action) => `- ${action}`),
    ...(url === null ? [] : ["", url]),
  ].join("\n");
}
