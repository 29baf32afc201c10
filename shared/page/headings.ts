// The headings of a page, for outlines of it: read from the text alone, without an editor.

export interface Heading {
  /** 1 to 6. */
  readonly level: number
  /** As it is read: without the signs of Markdown. */
  readonly text: string
  /** With its signs. */
  readonly written: string
  /** Counts from 1. */
  readonly line: number
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const SHARP = /^ {0,3}(#{1,6})(?=[ \t]|$)/
const UNDERLINE = /^ {0,3}(?:(=+)|(-+))[ \t]*$/
/** Lines that an underline does not make a heading of. */
const NO_PARAGRAPH = /^(?: {4}|\t| {0,3}(?:[-*+>|]|\d+[.)][ \t]|<))|^\s*$/

/** All headings, in order. */
export function headingsOf(text: string): Heading[] {
  const headings: Heading[] = []
  let fence: string | null = null
  let before = ''
  for (const [at, line] of text.split('\n').entries()) {
    const sign = FENCE.exec(line)?.[1]
    if (fence !== null) {
      if (sign?.startsWith(fence) && line.trim() === sign) fence = null
      before = ''
      continue
    }
    if (sign !== undefined) fence = sign
    const sharp = SHARP.exec(line)
    const under = UNDERLINE.exec(line)
    if (sharp?.[1] !== undefined) {
      headings.push(headingOf(sharp[1].length, at + 1, withoutEnd(line.slice(sharp[0].length))))
    } else if (under && !NO_PARAGRAPH.test(before)) {
      headings.push(headingOf(under[1] === undefined ? 2 : 1, at, before.trim()))
    }
    before = sharp || under || sign !== undefined ? '' : line
  }
  return headings
}

/** Without the signs that may stand behind its words, too. By a loop: a line may be all blanks. */
function withoutEnd(words: string): string {
  const trimmed = words.trim()
  let end = trimmed.length
  while (trimmed[end - 1] === '#') end -= 1
  return end === 0 || trimmed[end - 1] === ' ' || trimmed[end - 1] === '\t'
    ? trimmed.slice(0, end).trimEnd()
    : trimmed
}

/** How much of a heading is read: its signs are looked for again and again, slowly in an endless line. */
const WRITTEN_MAX = 300

function headingOf(level: number, line: number, whole: string): Heading {
  const written = whole.slice(0, WRITTEN_MAX)
  return { level, text: withoutSigns(written).trim(), written, line }
}

/** Words without the signs of Markdown around them. */
export function withoutSigns(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/(\*\*|__|~~|==|`)(.+?)\1/g, '$2')
    .replace(/(^|[^\p{L}\p{N}])([*_])(.+?)\2(?![\p{L}\p{N}])/gu, '$1$3')
    .replace(/\\([^\p{L}\p{N}\s])/gu, '$1')
}
