import type { OperationClass } from "../../schemas/operation-classes/operation-rule.ts";
import { amountIn, type FieldReader, objectsIn } from "./foreign-fields.ts";

export interface BytesMoved {
  readonly bytes_read: number | null;
  readonly bytes_written: number | null;
}

/** The bytes of a record, where it tells any: a file's size when it was read or written, mail items' sizes when read. */
export function bytesMoved(field: FieldReader, operation_class: OperationClass): BytesMoved {
  switch (operation_class) {
    case "file.read":
      return { bytes_read: amountIn(field("FileSizeBytes")), bytes_written: null };
    case "file.write":
      return { bytes_read: null, bytes_written: amountIn(field("FileSizeBytes")) };
    case "mail.read":
      return { bytes_read: mailBytes(field), bytes_written: null };
    default:
      return { bytes_read: null, bytes_written: null };
  }
}

/** How many mail items a record lists, or null when it lists none. */
export function mailItems(field: FieldReader): number | null {
  const items = folderItems(field).length;
  return items === 0 ? null : items;
}

/** The sum of the sizes that are given; older records give none. */
function mailBytes(field: FieldReader): number | null {
  const sizes = folderItems(field).flatMap((item) => amountIn(item["SizeInBytes"]) ?? []);
  return sizes.length === 0 ? null : amountIn(sizes.reduce((sum, size) => sum + size, 0));
}

function folderItems(field: FieldReader) {
  return objectsIn(field("Folders")).flatMap((folder) => objectsIn(folder["FolderItems"]));
}
