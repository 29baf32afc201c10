// The offers of `/` while one writes: pieces of text, put at the cursor, and things, made in the margin
// beside the line.
import {
  autocompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'
import { STARTERS, type Starter } from '../../../shared/starters/all-starters.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { announce } from '../../notices/announcement.ts'
import { EMOJI_CHOICES, GROUNDS, noteChoice, THINGS, type LookChoice } from '../../drawings/look-choices.ts'
import { tellWhere } from '../../world/edits/drop-target.ts'
import { makeStarter, putDown, sizeOf } from '../../world/edits/make-artifacts.ts'
import { spotBelow, type Size } from '../../world/geometry/free-spot.ts'
import { CURSOR, PIECES, type SlashPiece } from './slash-pieces.ts'
import type { PageContext } from '../../world/link-targets.ts'
import '../code/code.css'
import './slash-menu.css'

const SLASH = /(?:^|\s)\/[\p{L}\p{N}-]*$/u
/** Where `/` is a sign of the language, or of an address. */
const NO_PROSE = /Code|URL|HTML|Autolink/

const WRITE = { name: 'Write', rank: 0 }
const THING = { name: 'Put beside this line', rank: 1 }
const STARTER = { name: 'Starter things', rank: 2 }
const GROUND = { name: 'Grounds', rank: 3 }
const SMALL = { name: 'Emoji', rank: 4 }

/** The type of an offer by its name: it is shown as words, not as code. */
export const NAME = 'name'

export function slash(around: () => PageContext): Extension {
  const options: Completion[] = [
    ...PIECES.map((piece): Completion => ({
      label: piece.name,
      detail: piece.sign,
      section: WRITE,
      apply: (view, _completion, from, to) => writePiece(view, piece, from - 1, to),
    })),
    ...THINGS.map((choice) => optionOf(choice, THING, around)),
    ...STARTERS.map((starter): Completion => ({
      label: starter.name,
      detail: starter.words,
      section: STARTER,
      apply: (view, _completion, from, to) => begin(view, starter, { from: from - 1, to }, around()),
    })),
    ...GROUNDS.map((choice) => optionOf(choice, GROUND, around)),
    ...EMOJI_CHOICES.map((choice) => optionOf(choice, SMALL, around)),
  ]
  // Where nothing is typed yet they stand as they are listed.
  for (const [at, option] of options.entries()) option.sortText = String(at).padStart(4, '0')
  const sought = options.map(soughtOption)
  const offer = (context: CompletionContext): CompletionResult | null => offered(context, options, sought)
  return [
    autocompletion({
      icons: false,
      // Whoever types `/tab` and Enter in one go means the table, not a new line.
      interactionDelay: 0,
      optionClass: ({ section, type }) => (section || type === NAME ? 'slash-option' : ''),
    }),
    EditorState.languageData.of(() => [{ autocomplete: offer }]),
    offerLate(SLASH),
  ]
}

/**
 * This may come while somebody waits for it: `/` is typed already. `typed`: the text that ends at the cursor.
 */
export function offerLate(typed: RegExp): Extension {
  return ViewPlugin.define((view) => {
    const timer = setTimeout(() => {
      const { from, head } = view.state.selection.main
      const line = view.state.doc.lineAt(from)
      if (view.hasFocus && from === head && typed.test(view.state.sliceDoc(line.from, head)))
        startCompletion(view)
    })
    return { destroy: () => clearTimeout(timer) }
  })
}

/** The best match is first, of any kind; equal matches are in their listed order. */
function soughtOption(option: Completion): Completion {
  const { section } = option
  if (typeof section !== 'object' || typeof section.rank !== 'number') return option
  // A capital letter counts as a worse fit: `/tab` would put furniture before a table of words.
  const { label } = option
  return {
    ...option,
    label: label.toLowerCase(),
    displayLabel: label,
    section: { ...section, rank: 'dynamic' },
    boost: -section.rank,
  }
}

/** `listed`: to choose from before anything is typed. `sought`: the same, for a search. */
function offered(
  { state, pos }: CompletionContext,
  listed: readonly Completion[],
  sought: readonly Completion[],
): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const typed = SLASH.exec(state.sliceDoc(line.from, pos))?.[0].trimStart()
  if (typed === undefined || NO_PROSE.test(syntaxTree(state).resolveInner(pos, -1).name)) return null
  const from = pos - typed.length + 1
  // The rarer ones only once one searches.
  if (typed.length === 1) return { from, options: listed.filter(({ section }) => section !== SMALL) }
  return { from, options: sought, validFor: /^[\p{L}\p{N}-]+$/u }
}

function optionOf(
  choice: LookChoice,
  section: Completion['section'] & object,
  around: () => PageContext,
): Completion {
  return {
    label: choice.label,
    section,
    apply: (view, _completion, from, to) => put(view, choice, { from: from - 1, to }, around()),
  }
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Puts a piece in place of `/`; a piece that needs its own line begins one. */
function writePiece(view: EditorView, { text, isBlock }: SlashPiece, from: number, to: number): void {
  const isOwnLine = view.state.sliceDoc(view.state.doc.lineAt(from).from, from).trim() === ''
  const insert = isBlock && !isOwnLine ? `\n${text}` : text
  const cursor = insert.indexOf(CURSOR)
  view.dispatch({
    changes: { from, to, insert: insert.replace(CURSOR, '') },
    selection: { anchor: from + (cursor < 0 ? insert.length : cursor) },
    userEvent: 'input.complete',
    scrollIntoView: true,
  })
}

function put(view: EditorView, { sprite, name }: LookChoice, range: Range, around: PageContext): void {
  const { world, id: host } = around
  const place = placeBeside(view, range.from, around, sizeOf(sprite))
  takeAway(view, range)
  noteChoice(sprite)
  const id = putDown(world, sprite, place, name)
  if (id === null) return
  if (isOnFloor(view)) announce(`${name} is beside the line.`)
  else tellWhere(world, [id], host)
}

function begin(view: EditorView, starter: Starter, range: Range, around: PageContext): void {
  const { from } = range
  const places = (size: Size): To => placeBeside(view, Math.min(from, view.state.doc.length), around, size)
  takeAway(view, range)
  const id = makeStarter(around.world, starter, places)
  if (id !== null && !isOnFloor(view)) tellWhere(around.world, [id], around.id)
}

function takeAway(view: EditorView, { from, to }: Range): void {
  view.dispatch({ changes: { from, to }, selection: { anchor: from }, userEvent: 'delete' })
}

const isOnFloor = (view: EditorView): boolean => view.dom.closest('.paper') !== null

/** In the margin of the page's floor, as high as the line, if that is the shown floor. */
function placeBeside(view: EditorView, at: number, { world, id: host }: PageContext, size: Size): To {
  const paper = view.dom.closest('.paper')?.getBoundingClientRect()
  const line = view.coordsAtPos(at)
  const y = paper && line ? ((line.top - paper.top) * FLOOR_WIDTH) / paper.width : 0
  return { host, ...spotBelow(world.view, host, size, y) }
}
