// Reads code up to the cursor, as far as completion needs it: the text, object or call at the cursor.

/** A bracket that is open at the cursor. */
interface OpenCall {
  readonly sign: string
  /** The name before it, or the sign by which a block is told from an object; '' where there is none. */
  readonly name: string
  /** How many commas stand in it so far. */
  commas: number
  /** The first text in it: of `on('use', ...` that is the event. */
  text: string | null
}

export interface EnclosingCall {
  /** The brackets that are open, the outermost first. */
  readonly open: readonly OpenCall[]
  /** Where the text that one is in begins, behind its quote; null outside of texts. */
  readonly textFrom: number | null
  readonly isInNote: boolean
}

const NAME_BEFORE = /([\p{L}_$][\p{L}\p{N}_$]*|=>|\))\s*$/u
/** How much before the cursor is read, in characters. */
export const READ_CHARS = 4_000

export function enclosingCallAt(code: string): EnclosingCall {
  const open: OpenCall[] = []
  let at = 0
  while (at < code.length) {
    const sign = code[at] ?? ''
    const two = code.slice(at, at + 2)
    if (two === '//' || two === '/*') {
      const end = code.indexOf(two === '//' ? '\n' : '*/', at + 2)
      if (end < 0) return { open, textFrom: null, isInNote: true }
      at = end + (two === '//' ? 1 : 2)
      continue
    }
    if (sign === "'" || sign === '"' || sign === '`') {
      const end = endOfText(code, at)
      if (end === null) return { open, textFrom: at + 1, isInNote: false }
      const inside = open.at(-1)
      if (inside) inside.text ??= code.slice(at + 1, end)
      at = end + 1
      continue
    }
    bracket(open, sign, code.slice(Math.max(0, at - 60), at))
    at += 1
  }
  return { open, textFrom: null, isInNote: false }
}

function bracket(open: OpenCall[], sign: string, before: string): void {
  if (sign === '(' || sign === '{' || sign === '[') {
    open.push({ sign, name: NAME_BEFORE.exec(before)?.[1] ?? '', commas: 0, text: null })
  } else if (sign === ')' || sign === '}' || sign === ']') open.pop()
  else if (sign === ',') {
    const inside = open.at(-1)
    if (inside) inside.commas += 1
  }
}

/**
 * Where a text ends that begins at `at`; null when it is still open. A line ends it where it may not go on.
 */
function endOfText(code: string, at: number): number | null {
  const quote = code[at]
  for (let next = at + 1; next < code.length; next++) {
    if (code[next] === '\\') next += 1
    else if (code[next] === quote || (code[next] === '\n' && quote !== '`')) return next
  }
  return null
}
