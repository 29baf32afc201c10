// Help on what one points at in code: how it is called, and what it does.
import type { Extension } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import { isInCode } from './fence.ts'
import { helpOf } from './help-dom.ts'
import { wordFor } from './words.ts'

const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu

/** So long one points before help comes, in ms. */
const PAUSE_MS = 350

export const codeHelp: Extension = hoverTooltip(
  ({ state }, at) => {
    const line = state.doc.lineAt(at)
    const found = nameAt(line.text, at - line.from)
    const word = found && isInCode(state, at) ? wordFor(found.name, found.isMember) : null
    if (!found || !word) return null
    return {
      pos: line.from + found.from,
      end: line.from + found.to,
      create: () => ({ dom: helpOf(word) }),
    }
  },
  { hoverTime: PAUSE_MS },
)

interface Named {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly isMember: boolean
}

/** The name that a place of a line is in; null between names. */
export function nameAt(line: string, at: number): Named | null {
  for (const match of line.matchAll(NAMES)) {
    const [name] = match
    const from = match.index
    const to = from + name.length
    if (at < from || at > to) continue
    return { name, from, to, isMember: /\.\s*$/.test(line.slice(0, from)) }
  }
  return null
}
