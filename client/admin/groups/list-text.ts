// The text of a file with names, as programs on all systems write it.

/** A list of the most names is 40 kB; twice that as UTF-16, with some columns more. */
export const FILE_BYTES_MAX = 500_000

/**
 * UTF-8, or UTF-16 with its mark; else what Excel writes on Windows in the west, so that no name loses its
 * accents.
 */
export function textOf(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
