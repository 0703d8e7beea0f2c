import { MAX_RECORD_BYTES, oversizedRow } from "../../core/oversized-row.ts";
import type { InventoryInput } from "../../govern/inventory/import-inventory.ts";
import type { PageNotes } from "../../govern/inventory/inventory-mapper.ts";
import type { PageEnd } from "../../govern/inventory/whole-lists.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { readRecords, type WrapperText } from "../../readers/records/read-records.ts";
import type { RecordItem } from "../../readers/records/record-items.ts";

const NO_PAGE: PageNotes = { context: "" };
const CONTEXT = /"@odata\.context"\s*:\s*"((?:[^"\\]|\\.)*)"/;
const NEXT_LINK = /"@odata\.nextLink"\s*:\s*"/;
/** A list of what changed, or one object of a list. */
const DELTA_LINK = /"@odata\.deltaLink"\s*:\s*"/;
const DELTA_CONTEXT = /\/\$(?:delta|entity)$/;

/** The records of the inputs with the page each stands on, and where pages end. */
export async function* readPages(inputs: readonly InputFile[], signal: AbortSignal): AsyncGenerator<InventoryInput> {
  for (const input of inputs) yield* pagesOf(input, signal);
}

/** A page that was opened and not closed yet. */
interface OpenPage {
  readonly page: PageNotes;
  text: string;
  closed: boolean;
}

async function* pagesOf(input: InputFile, signal: AbortSignal): AsyncGenerator<InventoryInput> {
  const texts: WrapperText[] = [];
  const state: { open: OpenPage | undefined } = { open: undefined };
  const items = readRecords(input, {
    signal,
    max_record_bytes: MAX_RECORD_BYTES,
    on_wrapper: (text) => texts.push(text),
  });
  for await (const item of items) {
    yield* turnPages(texts, state, item.resume.offset);
    yield inputOf(item, state.open?.page ?? NO_PAGE);
  }
  yield* turnPages(texts, state, Number.POSITIVE_INFINITY);
  yield* endOf(state.open);
  // Records that stand on no page are a list of their own, whole with the end of the file.
  yield { kind: "page_end", page: NO_PAGE, end: "last" };
}

/** Opens and closes pages up to a place in the input. */
function* turnPages(
  texts: WrapperText[],
  state: { open: OpenPage | undefined },
  until: number,
): Generator<InventoryInput> {
  for (let next = texts[0]; next !== undefined && next.offset < until; next = texts[0]) {
    texts.shift();
    if (next.kind === "head") {
      yield* endOf(state.open);
      state.open = { page: { context: contextOf(next.text) }, text: next.text, closed: false };
    } else if (state.open) {
      yield* endOf({ ...state.open, text: `${state.open.text}\n${next.text}`, closed: true });
      state.open = undefined;
    }
  }
}

function contextOf(text: string): string {
  return (CONTEXT.exec(text)?.[1] ?? "").replaceAll("\\u0027", "'");
}

function* endOf(open: OpenPage | undefined): Generator<InventoryInput> {
  if (open) yield { kind: "page_end", page: open.page, end: howItEnds(open) };
}

function howItEnds({ page, text, closed }: OpenPage): PageEnd {
  if (!closed || DELTA_LINK.test(text) || DELTA_CONTEXT.test(page.context)) return "part";
  return NEXT_LINK.test(text) ? "more" : "last";
}

function inputOf(item: RecordItem, page: PageNotes): InventoryInput {
  const position = `${item.origin}:${item.position}`;
  switch (item.kind) {
    case "record":
      return { kind: "record", text: item.text, position, page };
    case "csv_row":
      return refusedInput(position, item.text, "not_json", page);
    case "undecodable":
      return refusedInput(position, item.bytes, "not_json", page);
    case "oversized":
      return { kind: "refused", row: oversizedRow(position, item), page };
    default:
      return item satisfies never;
  }
}

function refusedInput(position: string, raw: string | Uint8Array, reason: string, page: PageNotes): InventoryInput {
  return { kind: "refused", row: { position, line: "", raw, reason, detail: "no JSON text" }, page };
}
