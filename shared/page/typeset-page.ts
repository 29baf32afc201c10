// Sets pieces of a page, from its syntax: lines, letters, tables and what stands in for letters, in one walk
// over it.
import { isMark, typesetAccents, typesetInline } from './inline-setting.ts'
import { LineSetting } from './line-setting.ts'
import type { PageTree } from './page-parser.ts'
import { typesetStandIn } from './stand-ins.ts'
import { typesetTable } from './table-setting.ts'
import { Typesetting, type PageRange, type PageText, type TypesetWorld } from './typesetting.ts'

/**
 * Marks within each other; deeper ones are letters. Each line has anew all that are around it: a paragraph
 * within 480 of them was 800 letters of markup for each of its own.
 */
const MARKS_DEEP_MAX = 6

/** `pieces`: from the start of a line to the end of one, in order. */
export function typesetPage(
  tree: PageTree,
  text: PageText,
  pieces: readonly PageRange[],
  world: TypesetWorld,
): Typesetting {
  const sheet = new Typesetting(text, world)
  const lines = new LineSetting(sheet)
  let marksDeep = 0
  for (const { from, to } of pieces) {
    lines.begin(from, to)
    typesetAccents(sheet, from, to)
    tree.iterate({
      from,
      to,
      enter({ name, node }) {
        if (isMark(name)) {
          if (marksDeep === MARKS_DEEP_MAX) return false
          marksDeep += 1
        }
        if (name === 'Table') typesetTable(sheet, node, from, to)
        lines.enter(name, node)
        typesetInline(sheet, name, node)
        typesetStandIn(sheet, name, node, { from, to })
        return true
      },
      leave({ name }) {
        if (isMark(name)) marksDeep -= 1
        lines.leave(name)
      },
    })
  }
  lines.finish(pieces)
  return sheet
}
