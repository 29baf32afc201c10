// The offers of `/` while one writes: pieces of text, put at the cursor, and things, made in the margin
// beside the line.
import { foldText, rangesOf } from '../../../shared/search/folded-text.ts'
import {
  autocompletion,
  closeCompletion,
  CompletionContext,
  completionStatus,
  startCompletion,
  type Completion,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { isProse } from '../rendering/syntax-at.ts'
import { EditorState, Prec, type Extension } from '@codemirror/state'
import { keymap, runScopeHandlers, ViewPlugin, type EditorView } from '@codemirror/view'
import { STARTERS, type Starter } from '../../../shared/starters/all-starters.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { announce } from '../../notices/announcement.ts'
import { EMOJI_CHOICES, GROUNDS, noteChoice, THINGS, type LookChoice } from '../../drawings/look-choices.ts'
import { tellWhere } from '../../world/edits/drop-target.ts'
import { makeStarter, putDown, sizeOf } from '../../world/edits/make-artifacts.ts'
import { spotBelow, type Size } from '../../world/geometry/free-spot.ts'
import { askForPictures } from '../../world/picture-requests.ts'
import { choose } from '../../world/file-requests.ts'
import { CURSOR, fittingOf, slashPieces, type SlashPiece, type Sought } from './slash-pieces.ts'
import type { PageContext } from '../../world/link-targets.ts'
import '../code/code.css'
import './slash-menu.css'

const SLASH = /(?:^|\s)\/[\p{L}\p{N}-]*$/u

const WRITE = { name: 'Write' }
const THING = { name: 'Put beside this line' }
const STARTER = { name: 'Starter things' }
const GROUND = { name: 'Grounds' }
const SMALL = { name: 'Emoji' }

/** The type of an offer by its name: it is shown as words, not as code. */
export const NAME = 'name'

/** An offer, and what finds it. */
interface SlashOffer extends Sought {
  readonly option: Completion
  /** Only offered once one searches. */
  readonly isRare: boolean
}

export function slash(around: () => PageContext): Extension {
  const looks = (choices: readonly LookChoice[], section: typeof THING, isRare = false) =>
    choices.map((choice) =>
      offerOf(choice.label, choice.words, section, (view, typed) => put(view, choice, typed, around()), {
        isRare,
      }),
    )
  const offers = (): readonly SlashOffer[] => [
    ...slashPieces(new Date()).map((piece) =>
      offerOf(piece.name, piece.words, WRITE, (view, typed) => writePiece(view, piece, typed), {
        detail: piece.sign,
        isRare: piece.isRare === true,
      }),
    ),
    ...looks(THINGS, THING),
    ...STARTERS.map((starter) =>
      offerOf(starter.name, '', STARTER, (view, typed) => begin(view, starter, typed, around()), {
        detail: starter.words,
      }),
    ),
    ...looks(GROUNDS, GROUND),
    ...looks(EMOJI_CHOICES, SMALL, true),
  ]
  const offer = (context: CompletionContext): CompletionResult | null => offered(context, offers)
  return [
    autocompletion({
      icons: false,
      interactionDelay: 0,
      optionClass: ({ section, type }) => (section || type === NAME ? 'slash-option' : (type ?? '')),
    }),
    EditorState.languageData.of(() => [{ autocomplete: offer }]),
    offerLate(SLASH),
    Prec.highest(keymap.of([{ key: 'Enter', run: (view) => acceptAtOnce(view, offer) }])),
  ]
}

/**
 * Whoever types `/tab` and Enter in one go means the table, not a new line: the menu comes a moment after a
 * letter, and takes no key until then.
 */
function acceptAtOnce(
  view: EditorView,
  offer: (context: CompletionContext) => CompletionResult | null,
): boolean {
  const { state } = view
  const { empty, head } = state.selection.main
  if (!empty || state.readOnly || completionStatus(state) !== 'pending') return false
  const result = offer(new CompletionContext(state, head, false))
  const [best] = result?.options ?? []
  if (!result || result.from === head || typeof best?.apply !== 'function') return false
  closeCompletion(view)
  best.apply(view, best, result.from, head)
  return true
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

/** All offers where nothing is typed yet; else what fits, the best first. */
function offered(
  { state, pos }: CompletionContext,
  offers: () => readonly SlashOffer[],
): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const typed = SLASH.exec(state.sliceDoc(line.from, pos))?.[0].trimStart().slice(1)
  if (typed === undefined || !isProse(state, pos)) return null
  const listed =
    typed === '' ? offers().filter(({ isRare }) => !isRare) : fittingOf(offers(), foldText(typed))
  return {
    from: pos - typed.length,
    options: listed.length === 0 ? [nothingFor(typed)] : inSections(listed),
    filter: false,
    getMatch({ label, section }) {
      return section === undefined || typed === '' ? [] : rangesOf(label, [foldText(typed)]).flat()
    },
    update: (_result, _from, _to, context) => offered(context, offers),
  }
}

/** A section comes where its best offer would. */
function inSections(offers: readonly SlashOffer[]): Completion[] {
  const ranks = new Map<string, number>()
  return offers.map(({ option }) => {
    const { section } = option
    if (typeof section !== 'object') return option
    const rank = ranks.get(section.name) ?? ranks.size
    ranks.set(section.name, rank)
    return { ...option, section: { ...section, rank } }
  })
}

/** Enter is what it is elsewhere. */
const nothingFor = (typed: string): Completion => ({
  label: `Nothing here is called “${typed}”.`,
  type: 'slash-nothing',
  apply(view) {
    closeCompletion(view)
    runScopeHandlers(view, new KeyboardEvent('keydown', { key: 'Enter' }), 'editor')
  },
})

/** `words`: what finds it besides its name; `apply`: in place of what was typed, with its `/`. */
const offerOf = (
  name: string,
  words: string,
  section: typeof WRITE,
  apply: (view: EditorView, typed: PageRange) => void,
  more: { readonly detail?: string; readonly isRare?: boolean } = {},
): SlashOffer => ({
  name,
  words,
  option: {
    label: name,
    section,
    ...(more.detail !== undefined && { detail: more.detail }),
    apply: (view, _completion, from, to) => apply(view, { from: from - 1, to }),
  },
  isRare: more.isRare === true,
})

/** Puts a piece in place of `/`; a piece that needs its own line begins one. */
function writePiece(view: EditorView, { text, isBlock, asks }: SlashPiece, { from, to }: PageRange): void {
  const isOwnLine = view.state.sliceDoc(view.state.doc.lineAt(from).from, from).trim() === ''
  const insert = isBlock && !isOwnLine ? `\n${text}` : text
  const cursor = insert.indexOf(CURSOR)
  view.dispatch({
    changes: { from, to, insert: insert.replace(CURSOR, '') },
    selection: { anchor: from + (cursor < 0 ? insert.length : cursor) },
    userEvent: 'input.complete',
    scrollIntoView: true,
  })
  if (asks === 'names') startCompletion(view)
  if (asks === 'picture')
    choose('pictures', ({ files }) => {
      view.focus()
      askForPictures({ files: [...(files ?? [])], spot: { kind: 'page' } })
    })
}

function put(view: EditorView, { sprite, name }: LookChoice, range: PageRange, around: PageContext): void {
  const { world, id: host } = around
  const place = placeBeside(view, range.from, around, sizeOf(sprite))
  takeAway(view, range)
  noteChoice(sprite)
  const id = putDown(world, sprite, place, name)
  if (id === null) return
  if (isOnFloor(view)) announce(`${name} is beside the line.`)
  else tellWhere(world, [id], host)
}

function begin(view: EditorView, starter: Starter, range: PageRange, around: PageContext): void {
  const { from } = range
  const places = (size: Size): To => placeBeside(view, Math.min(from, view.state.doc.length), around, size)
  takeAway(view, range)
  const id = makeStarter(around.world, starter, places)
  if (id !== null && !isOnFloor(view)) tellWhere(around.world, [id], around.id)
}

function takeAway(view: EditorView, { from, to }: PageRange): void {
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
