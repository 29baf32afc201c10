// The room of a formula, by its text alone: nothing moves when it is drawn, or cannot be.

import { numberClass } from './number-classes.ts'

const LINES_MAX = 60

/**
 * A block from `$$` to `$$`. It is as high as its source has lines, or as its first line says, `$$ % 4`: to
 * other programs that is a remark. `source`: in TeX; `lines`: its height in lines of the page.
 */
export function formulaOf(block: string) {
  const [, said] = /^\$\$[ \t]*%[ \t]*(\d{1,2})\b/.exec(block) ?? []
  const source = block.replace(/^\$\$(?:[ \t]*%[^\n]*)?|\$\$\s*$/g, '').trim()
  const own = block.split('\n').length
  return { source, lines: Math.min(LINES_MAX, Math.max(own, Number(said ?? 0), 2)) }
}

/** Commands that are no letter of the formula. */
const FORMS =
  /\\(?:frac|sqrt|left|right|text|math[a-z]+|operatorname|over[a-z]*|under[a-z]*|limits)(?![a-z])/gi
/** Widest formula in a line, in em. */
const EM_MAX = 30

/** The width of a formula in a line, in em of its letters: as wide as its letters may be. */
export function mathWidth(source: string): number {
  const letters = source
    .replace(FORMS, '')
    .replace(/\\(?:begin|end)\{[^}]*\}/g, '')
    .replace(/\\((?:arc)?(?:sin|cos|tan)h?|lim|log|ln|exp|max|min|sup|inf|det)(?![a-z])/g, '$1')
    .replace(/\\[a-z]+/gi, 'm')
    .replace(/[{}^_&\\\s]/g, '')
  let width = 0.2
  for (const letter of letters)
    width += /[=+<>-]/.test(letter) ? 1.2 : /[.,;:|!()[\]']/.test(letter) ? 0.4 : 0.58
  return Math.min(EM_MAX, Math.round(width * 10) / 10)
}

/** The classes of a formula in its room; `lines`: of a block. */
export const formulaLook = (source: string, lines: number | null): string =>
  lines === null
    ? `formula page-formula ${numberClass('em', mathWidth(source))}`
    : `formula formula-block page-formula-block ${numberClass('high', lines)}`
