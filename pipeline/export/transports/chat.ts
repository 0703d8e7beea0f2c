import { createPoster, outcomeOf } from "./http-post.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { allOf, failedBy, type Parcel, type Transport } from "./transport.ts";

/** So many alerts share a message: a storm of them is a list, not a storm of messages. */
const MOST_ALERTS = 10;

/** Slack's incoming webhooks. */
export function openSlack(url: string): Transport {
  return openChat(url, slackMessage);
}

/** Microsoft Teams through a workflow that takes an adaptive card from a webhook. */
export function openTeams(url: string): Transport {
  return openChat(url, teamsMessage);
}

function openChat(url: string, messageOf: (batch: readonly Parcel[]) => unknown): Transport {
  const poster = createPoster();
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      try {
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify(messageOf(batch));
        return allOf(batch, outcomeOf(await poster.post(new URL(url), headers, body, signal)));
      } catch (error) {
        return allOf(batch, failedBy(error, signal));
      }
    },
    close: async () => poster.close(),
  };
}

export function slackMessage(batch: readonly Parcel[]): unknown {
  const summaries = batch.map(({ alert }) => summaryOf(alert));
  return {
    text: summaries.map(({ heading }) => slackText(heading)).join("\n"),
    blocks: summaries.flatMap(slackBlocks),
  };
}

function slackBlocks({ heading, facts, actions, url }: Summary): readonly unknown[] {
  const lines = facts.map(([name, value]) => `*${name}:* ${slackText(value)}`);
  const link = url === null ? [] : [`<${url}|Open in Tidemark>`];
  const text = [`*${slackText(heading)}*`, ...lines, ...actions.map((action) => `• ${slackText(action)}`), ...link];
  return [{ type: "section", text: { type: "mrkdwn", text: text.join("\n") } }, { type: "divider" }];
}

/** With these three a name can neither link nor call a whole channel; a stroke in a name marks nothing up. */
function slackText(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return safe.replace(/[*_~`]/g, "\u200B$&");
}

export function teamsMessage(batch: readonly Parcel[]): unknown {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: batch.flatMap(({ alert }) => teamsBlocks(summaryOf(alert))),
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

function teamsBlocks({ heading, facts, actions, url }: Summary): readonly unknown[] {
  const set = { type: "FactSet", facts: facts.map(([title, value]) => ({ title, value: plain(value) })) };
  const open = { type: "Action.OpenUrl", title: "Open in Tidemark", url };
  return [
    { type: "TextBlock", text: plain(heading), weight: "Bolder", wrap: true },
    set,
    ...actions.map((action) => ({ type: "TextBlock", text: plain(action), wrap: true })),
    ...(url === null ? [] : [{ type: "ActionSet", actions: [open] }]),
  ];
}

/** Cards read markdown: a name must not link anywhere. */
function plain(text: string): string {
  return text.replace(/[[\]()*_`#]/g, "\\$&");
}
