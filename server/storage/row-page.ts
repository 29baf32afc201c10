// How much of a log is read at once.

/** Bytes after which a page of a log ends: bounds what a reader holds, however large the rows are. */
const PAGE_BYTES_MAX = 8 * 1024 * 1024

/** The first rows, until there are as many as fit a page; at least one. */
export function* pageOf<Row extends { readonly bytes: Uint8Array }>(rows: Iterable<Row>): Generator<Row> {
  let bytes = 0
  for (const row of rows) {
    yield row
    bytes += row.bytes.length
    if (bytes >= PAGE_BYTES_MAX) return
  }
}
