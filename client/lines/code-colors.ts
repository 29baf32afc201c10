// The colours of code that runs. They change the height of no line.
import { parser } from '@lezer/javascript'
import { highlightTree } from '@lezer/highlight'
import type { CodeColor } from '../../shared/page/page-lines.ts'
import { codeStyles } from '../markdown/code-styles.ts'

export function colorsOf(code: string): readonly CodeColor[] {
  const colors: CodeColor[] = []
  highlightTree(parser.parse(code), codeStyles, (from, to, name) => colors.push({ from, to, class: name }))
  return colors
}
