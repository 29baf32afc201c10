// The letters of a file: most programs write UTF-8, some UTF-16 with a mark at its beginning.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

interface FileText {
  readonly text: string
  readonly isUtf16: boolean
}

/** The text of a file; null where it is in neither. A mark of UTF-8 stays, as it was written. */
export function textOf(bytes: Uint8Array): FileText | null {
  const marked = markedUtf16(bytes)
  try {
    const decoder = marked === null ? utf8 : new TextDecoder(marked, { fatal: true })
    return { text: decoder.decode(bytes), isUtf16: marked !== null }
  } catch {
    return null
  }
}

/** The encoding that a mark says, by the labels of TextDecoder. */
function markedUtf16([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}
