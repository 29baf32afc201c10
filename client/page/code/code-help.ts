// Help on the word in code that one points at, or taps: how it is called, and what it does.
import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { EditorView, hoverTooltip, showTooltip, type Tooltip } from '@codemirror/view'
import { placeOf } from '../rendering/link-at.ts'
import { codeFrom } from '../rendering/syntax-at.ts'
import { isFoldedAt } from './code-folding.ts'
import { piecesOf, plainSignature } from '../../words/code-prose.ts'
import { wordFor, type Word } from '../../words/code-words.ts'

const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu

/** How long one points before help comes, in ms. */
const PAUSE_MS = 350

function helpAt(state: EditorState, at: number): Tooltip | null {
  const line = state.doc.lineAt(at)
  const found = nameAt(line.text, at - line.from)
  const word = found && codeFrom(state, at) !== null ? wordFor(found.name, found.isMember) : null
  if (!found || !word) return null
  return {
    pos: line.from + found.from,
    end: line.from + found.to,
    create: (view) => ({ dom: helpOf(word), getCoords: (pos) => placeOf(view, pos) }),
  }
}

const tapped = StateEffect.define<Tooltip | null>()

/** Help on the word that a finger tapped; it goes as soon as one writes or goes elsewhere. */
const tapHelp = StateField.define<Tooltip | null>({
  create: () => null,
  update(help, { docChanged, selection, effects }) {
    const tap = effects.findLast((effect) => effect.is(tapped))
    if (tap) return tap.value
    return docChanged || selection !== undefined ? null : help
  },
  provide: (field) => showTooltip.from(field),
})

const taps = EditorView.domEventHandlers({
  click(event, view) {
    // A finger cannot point at something without pressing it.
    if (!('pointerType' in event) || event.pointerType !== 'touch') return
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
    view.dispatch({ effects: tapped.of(at === null ? null : helpAt(view.state, at)) })
  },
})

export const codeHelp: Extension = [
  // A tap is told as pointing, too.
  hoverTooltip(
    (view, at) => (view.state.field(tapHelp) || isFoldedAt(view, at) ? null : helpAt(view.state, at)),
    { hoverTime: PAUSE_MS },
  ),
  tapHelp,
  taps,
]

/** The name that a place of a line is in; null between names. */
export function nameAt(line: string, at: number) {
  for (const match of line.matchAll(NAMES)) {
    const [name] = match
    const from = match.index
    const to = from + name.length
    if (at < from || at > to) continue
    return { name, from, to, isMember: /\.\s*$/.test(line.slice(0, from)) }
  }
  return null
}

/** The help on a word. */
export function helpOf({ signatures, words }: Word): HTMLElement {
  const help = document.createElement('div')
  help.className = 'code-help'
  for (const signature of signatures) {
    const line = help.appendChild(document.createElement('pre'))
    line.className = 'code-help-signature'
    line.textContent = plainSignature(signature)
  }
  const said = help.appendChild(document.createElement('div'))
  said.className = 'code-help-words'
  for (const { text, isCode } of piecesOf(words)) {
    const piece = said.appendChild(document.createElement(isCode ? 'code' : 'span'))
    piece.textContent = text
  }
  return help
}
