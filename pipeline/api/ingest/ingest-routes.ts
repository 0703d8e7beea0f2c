import { createHash } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import { ApiError } from "../../../schemas/api-error.ts";
import { EventsAnswer } from "../../../schemas/api-events.ts";
import { CommonEvent } from "../../../schemas/common-event.ts";
import { AppError } from "../../core/errors.ts";
import { COMMON_SOURCE, type Feed } from "../../core/feed.ts";
import type { BatchCounts } from "../../core/ports.ts";
import type { ApiDeps } from "../api-deps.ts";
import { ingestTenant, refuseFeed } from "../caller.ts";
import { callerOf } from "../guard-routes.ts";
import { bodyForm, MEDIA_TYPES } from "./body-form.ts";
import { contextOf } from "./cloud-event.ts";
import { createIntake, type Intake, MAX_BODY_BYTES } from "./intake.ts";
import { type BodyLanding, createBodyLanding } from "./land-body.ts";

/** Keys are places in quarantine: short, and of characters that people can type. */
const IDEMPOTENCY_KEY = "^[\\x21-\\x7e]{1,255}$";
/** Enough of a hash to tell the bodies apart that came under one key. */
const FINGERPRINT_LENGTH = 12;

const BODY_RULES = `The answer comes once the store has every record, and a record sent again counts once. A record that cannot be taken is \
put in quarantine and does not hold up the others. A body that is broken as a whole (cut off, not what its headers say, larger than \
${MAX_BODY_BYTES} bytes once unpacked) is refused, and nothing of it is stored. Takes \`content-encoding\` gzip and zstd. See docs/http.md.`;

const FeedParams = Type.Object({ source: Type.String({ description: "Which feed the records are of." }) });

const IngestHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: IDEMPOTENCY_KEY,
      description:
        "Names this body: when it is sent again under the same key, its refused records stand in quarantine once.",
    }),
  ),
});

export const ingestRoutes =
  (deps: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const parts: IngestParts = { deps, intake: createIntake(deps.intake), landing: createBodyLanding(deps.landing) };
    app.removeAllContentTypeParsers();
    // The handler reads the body itself: bytes go through to the store, and only after the request was let in.
    app.addContentTypeParser("*", async () => undefined);

    const events = { ...ingestSchema(CommonEvent), summary: "Store common events" };
    const config = { scope: "ingest" } as const;
    app.post("/v1/events", { config, schema: events, validatorCompiler: unchecked }, (request) =>
      ingest(parts, request, COMMON_SOURCE),
    );

    const record = Type.Object({}, { additionalProperties: true, description: "A record as the feed writes it." });
    const feeds = { ...ingestSchema(record), params: FeedParams, summary: "Store records of any feed" };
    app.post("/v1/feeds/:source", { config, schema: feeds, validatorCompiler: unchecked }, (request) =>
      ingest(parts, request, request.params.source),
    );

    for (const url of ["/v1/events", "/v1/feeds/:source"])
      app.options(url, { config: { scope: "open" }, schema: HANDSHAKE }, agreeToDeliveries);
  };

interface IngestParts {
  readonly deps: ApiDeps;
  readonly intake: Intake;
  readonly landing: BodyLanding;
}

async function ingest(
  { deps, intake, landing }: IngestParts,
  request: FastifyRequest,
  source: string,
): Promise<Static<typeof EventsAnswer>> {
  const caller = callerOf(request);
  const feed = feedOf(deps, source);
  refuseFeed(caller, source);
  refuseMeant(request.query);
  const form = bodyForm(request.headers);
  const key = idempotencyKey(request);
  const counts = await intake.withBody(request, async (bytes) => {
    const origin = `http:${key === undefined ? request.id : `${key}/${fingerprintOf(bytes)}`}`;
    const context = contextOf(request.headers);
    const body = { bytes, form, feed, origin, tenant: ingestTenant(caller), run_id: deps.run_id, context };
    return measured(deps, source, bytes.length, () => landing.land(body));
  });
  return { read: counts.accepted + counts.quarantined, ...counts };
}

/** A sender may put what it likes into the address, but not what would say whose records these are if it were heard. */
function refuseMeant(query: unknown): void {
  if (!Object.hasOwn(Object(query), "tenant")) return;
  const message =
    "There is no parameter tenant here: a record's tenant is that of the token, or else the record's own.";
  throw new AppError("wrong_usage", message);
}

async function measured(
  { meter, clock }: ApiDeps,
  source: string,
  bytes: number,
  land: () => Promise<BatchCounts>,
): Promise<BatchCounts> {
  const began_ms = clock.now_ms();
  const counts = await land();
  meter.landed({ source, partition: "http", ...counts, bytes, insert_ms: clock.now_ms() - began_ms });
  return counts;
}

/** The feed that maps the records; nothing for common events. */
function feedOf({ feeds }: ApiDeps, source: string): Feed | undefined {
  if (source === COMMON_SOURCE) return undefined;
  const feed = Object.hasOwn(feeds, source) ? feeds[source] : undefined;
  if (feed) return feed;
  const known = [COMMON_SOURCE, ...Object.keys(feeds)].join(", ");
  throw new AppError("not_found", `There is no feed ${source}. The feeds are: ${known}.`);
}

function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && new RegExp(IDEMPOTENCY_KEY).test(key)) return key;
  throw new AppError("wrong_usage", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
}

/** A key that its sender uses for two bodies must not let the records of one replace those of the other. */
function fingerprintOf(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex").slice(0, FINGERPRINT_LENGTH);
}

/**
 * The handshake by which senders of CloudEvents (Azure Event Grid among them) ask whether an address wants their
 * events. Agreeing opens nothing: each delivery still needs its token.
 */
async function agreeToDeliveries(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const origin = request.headers["webhook-request-origin"];
  reply.header("allow", "POST, OPTIONS");
  if (typeof origin !== "string") {
    await reply.code(204).send();
    return;
  }
  await reply.header("webhook-allowed-origin", origin).header("webhook-allowed-rate", "*").send();
}

const HANDSHAKE = {
  tags: ["events"],
  summary: "Agree to deliveries of CloudEvents",
  description: "Answers `WebHook-Request-Origin` as the CloudEvents webhook specification wants it. Needs no token.",
  response: {
    200: Type.Object({}, { description: "Deliveries are welcome; each needs a token." }),
    204: Type.Null({ description: "Nobody asked; Allow says what there is." }),
  },
};

function ingestSchema(record: object) {
  const content = Object.fromEntries(MEDIA_TYPES.map((type) => [type, { schema: record }]));
  const refused = (description: string) => ({ ...ApiError, description });
  return {
    tags: ["events"],
    description: BODY_RULES,
    security: [{ token: [] }],
    headers: IngestHeaders,
    body: { content },
    response: {
      200: EventsAnswer,
      400: refused("The body is broken. Nothing of it was stored; sending it again will not help."),
      401: refused("No token, or none that is good."),
      403: refused("The token lacks the scope or the feed."),
      404: refused("There is no such feed."),
      413: refused(`The body has more than ${MAX_BODY_BYTES} bytes. Nothing of it was stored.`),
      415: refused("A content-type or content-encoding that is not known here."),
      429: refused("Too many requests are under way: come again after Retry-After."),
      503: refused("The store is away or the service stops. Nothing is acknowledged: send it again after Retry-After."),
    },
  };
}

/** Schemas of bodies and headers are for readers; what they say is checked where it is read. */
function unchecked(): () => boolean {
  return () => true;
}
