// Lists as one value of a statement, for `unnest`.

/** Whole numbers, each null where there is none. */
export const numbers = (list: readonly (number | null)[]): string =>
  `{${list.map((each) => each ?? 'NULL').join(',')}}`

export const texts = (list: readonly (string | null)[]): string => `{${list.map(quoted).join(',')}}`

const quoted = (text: string | null): string =>
  text === null ? 'NULL' : `"${storable(text).replaceAll(/["\\]/g, '\\$&')}"`

/** PostgreSQL has no letter NUL. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD')

/** Many pieces of bytes as one, and where each begins, from 1 on. */
export function joined(pieces: readonly Uint8Array[]): {
  readonly bytes: Buffer
  readonly starts: string
  readonly sizes: string
} {
  let start = 1
  const starts = pieces.map(({ length }) => {
    const here = start
    start += length
    return here
  })
  return {
    bytes: Buffer.concat(pieces),
    starts: numbers(starts),
    sizes: numbers(pieces.map(({ length }) => length)),
  }
}
