// Numbers that the sheets reckon with, such as how deep a list is: as classes, `page-depth-2`, since the
// server's policy lets no style stand in markup. One with a tenth has two, `page-em-3 page-em-tenth-5`.
import { classes } from './typesetting.ts'

/** The largest of each. */
const NUMBERS = {
  /** Lists and quotations around a line. */
  depth: 64,
  quotes: 64,
  /** Lines of room below a formula. */
  more: 60,
  /** Lines of the page that an embed or a block of a formula is high. */
  high: 60,
  /** The width of a formula in a line. */
  em: 30,
  /** Percents of a row that a column has: where there is room for all, and where the whole is shared out. */
  part: 100,
  whole: 100,
} as const

type NumberName = keyof typeof NUMBERS

/** 0 is none. */
export function numberClass(name: NumberName, number: number): string {
  const tenths = Math.round(Math.min(number, NUMBERS[name]) * 10)
  const [whole, tenth] = [Math.floor(tenths / 10), tenths % 10]
  return classes(whole > 0 ? `page-${name}-${whole}` : '', tenth > 0 ? `page-${name}-tenth-${tenth}` : '')
}

/** The sheet of the classes: `.page-em-3{--em:3}`, `.page-em-tenth-5{--em-tenth:.5}`, and so on. */
export function numberRules(): string {
  const rules = Object.entries(NUMBERS).flatMap(([name, most]) => [
    ...Array.from({ length: most }, (_, at) => `.page-${name}-${at + 1}{--${name}:${at + 1}}`),
    ...Array.from({ length: 9 }, (_, at) => `.page-${name}-tenth-${at + 1}{--${name}-tenth:.${at + 1}}`),
  ])
  return rules.join('')
}
