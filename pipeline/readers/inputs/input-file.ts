import type { Readable } from "node:stream";
import type { AppError } from "../../core/errors.ts";

/** Where records come from. Something we cannot read is an input too: it fails at its turn and stops no other. */
export type InputFile =
  | { readonly kind: "file"; readonly path: string; readonly size: number; readonly modified_at_ms: number }
  | {
      /** A file in an archive; read from its beginning each time. */
      readonly kind: "member";
      readonly path: string;
      readonly size: number;
      readonly modified_at_ms: number;
      readonly open: () => Readable;
    }
  | { readonly kind: "stream"; readonly path: string; readonly open: () => Readable }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: AppError | Error };

/** How much will be read from an input, as far as anybody knows. */
export function sizeOf(input: InputFile): number {
  return input.kind === "file" || input.kind === "member" ? input.size : 0;
}
