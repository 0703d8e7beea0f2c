import type { OperationClass } from "../../../schemas/operation-classes/operation-rule.ts";
import { amountIn, objectsIn } from "../reading/foreign-fields.ts";
import type { O365Fields } from "./o365-fields.ts";

export interface BytesMoved {
  readonly bytes_read: number | null;
  readonly bytes_written: number | null;
}

/** The bytes of a record, where it tells any: a file's size when it was read or written, mail items' sizes when read. */
export function bytesMoved(fields: O365Fields, operation_class: OperationClass, mail: MailItems): BytesMoved {
  switch (operation_class) {
    case "file.read":
      return { bytes_read: amountIn(fields.file_size), bytes_written: null };
    case "file.write":
      return { bytes_read: null, bytes_written: amountIn(fields.file_size) };
    case "mail.read":
      return { bytes_read: mail.bytes, bytes_written: null };
    default:
      return { bytes_read: null, bytes_written: null };
  }
}

export interface MailItems {
  /** How many mail items a record lists, or null when it lists none. */
  readonly items: number | null;
  /** The sum of the sizes that are given; older records give none. */
  readonly bytes: number | null;
}

export function mailItems(fields: O365Fields): MailItems {
  let items = 0;
  let bytes: number | null = null;
  for (const folder of objectsIn(fields.folders)) {
    for (const item of objectsIn(folder["FolderItems"])) {
      items += 1;
      const size = amountIn(item["SizeInBytes"]);
      if (size !== null) bytes = (bytes ?? 0) + size;
    }
  }
  return { items: items === 0 ? null : items, bytes: amountIn(bytes) };
}
