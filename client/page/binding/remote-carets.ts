// Where others write: their carets, names and selections, drawn in layers over and under the text, so that
// nobody's cursor moves a letter. The messages have the shape of y-codemirror's, so stock editors see ours
// and we theirs.
import {
  EditorSelection,
  StateEffect,
  type ChangeDesc,
  type Extension,
  type Text,
  type TransactionSpec,
} from '@codemirror/state'
import {
  type EditorView,
  layer,
  RectangleMarker,
  ViewPlugin,
  type LayerMarker,
  type ViewUpdate,
} from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { onOthers, othersIn, type OtherTab } from '../../world/people/others.ts'
import { indexInText, placeShown } from './text-binding.ts'
import { afterFrame } from '../../device/frame-turns.ts'
import { remoteBatchOf } from './remote-batch.ts'
import { fromText } from './blank-lines.ts'
import { cursorIndex } from '../../lines/cursor-index.ts'

const othersMoved = StateEffect.define()

/** Shows others in a page and tells them where one's own cursor is. */
export function carets(text: Y.Text, presence: Awareness): Extension {
  return [follow(text, presence), placesOfOthers.of({ text, presence }), selections, caretLayer]
}

function follow(text: Y.Text, presence: Awareness): Extension {
  return ViewPlugin.fromClass(
    class {
      readonly #letGo: readonly (() => void)[]
      #isTelling = false
      constructor(view: EditorView) {
        const gathered = remoteBatchOf(view)
        let last = ''
        let isTold = false
        const tell = (): void => {
          isTold = true
          gathered.soon()
        }
        const show = (): TransactionSpec | null => {
          const cursors = isTold ? cursorsIn(presence) : last
          isTold = false
          if (cursors === last) return null
          last = cursors
          return { effects: othersMoved.of(null) }
        }
        this.#letGo = [onOthers(presence, tell), gathered.add(show)]
        // Somebody may have begun to write before this came.
        this.#tellSoon(view)
      }
      update({ view, docChanged, selectionSet, focusChanged }: ViewUpdate): void {
        if (docChanged || selectionSet || focusChanged) this.#tellSoon(view)
      }
      /** Others can wait for a cursor until what is typed is on the screen here. */
      #tellSoon(view: EditorView): void {
        if (this.#isTelling) return
        this.#isTelling = true
        afterFrame(() => {
          this.#isTelling = false
          tellOwn(view, text, presence)
        })
      }
      destroy(): void {
        for (const letGo of this.#letGo) letGo()
      }
    },
  )
}

/** The source of the carets, as text: a moving pointer is not about them. */
const cursorsIn = (presence: Awareness): string =>
  JSON.stringify(othersIn(presence).map(({ client, name, color, cursor }) => [client, name, color, cursor]))

function tellOwn(view: EditorView, text: Y.Text, presence: Awareness): void {
  // Another page may have the focus by now, and have told of itself.
  if (!view.hasFocus) return
  const { main } = view.state.selection
  const [anchor, head] = [indexInText(view, main.anchor), indexInText(view, main.head)]
  if (anchor === null || head === null) return
  const cursor: unknown = {
    anchor: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, anchor)),
    head: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, head)),
  }
  // Typing of others beside it moves no cursor, and would make everybody tell everybody of every key.
  const told: unknown = presence.getLocalState()?.['cursor']
  if (JSON.stringify(told) !== JSON.stringify(cursor)) presence.setLocalStateField('cursor', cursor)
}

interface PageOfMany {
  readonly text: Y.Text
  readonly presence: Awareness
}

/**
 * Where the others are, as an editor shows it. A key that is typed here moves nobody on other lines: nothing
 * of them is looked up or measured before that key is on the screen.
 */
class PlacesOfOthers {
  readonly #view: EditorView
  readonly #written: PageOfMany
  #places: readonly RemoteSelection[] | null = null
  /** Whether the last update may have moved somebody on the screen. */
  isMoved = true

  constructor(view: EditorView, written: PageOfMany) {
    this.#view = view
    this.#written = written
  }

  get places(): readonly RemoteSelection[] {
    this.#places ??= rangesIn(this.#written.text, this.#written.presence, this.#view)
    return this.#places
  }

  update({ docChanged, viewportChanged, changes, startState, transactions }: ViewUpdate): void {
    const isTold = transactions.some(
      (transaction) =>
        transaction.annotation(fromText) === true ||
        transaction.effects.some((effect) => effect.is(othersMoved)),
    )
    const before = this.#places
    if (isTold) this.#places = null
    else if (docChanged && before !== null)
      this.#places = before.map(({ other, anchor, head }) => ({
        other,
        anchor: changes.mapPos(anchor, 1),
        head: changes.mapPos(head, 1),
      }))
    this.isMoved =
      isTold ||
      viewportChanged ||
      (docChanged && (before === null || isOnLine(before, changes, startState.doc)))
  }
}

const placesOfOthers = ViewPlugin.define((view, written: PageOfMany) => new PlacesOfOthers(view, written))

/** Whether somebody is on a line that changes. */
function isOnLine(places: readonly RemoteSelection[], changes: ChangeDesc, doc: Text): boolean {
  let isIt = false
  changes.iterChangedRanges((from, to) => {
    const [start, end] = [doc.lineAt(from).from, doc.lineAt(to).to]
    isIt ||= places.some(
      ({ anchor, head }) => Math.min(anchor, head) <= end && Math.max(anchor, head) >= start,
    )
  })
  return isIt
}

interface RemoteSelection {
  readonly other: OtherTab
  readonly anchor: number
  readonly head: number
}

/** The others who write in this page, and where. */
function rangesIn(text: Y.Text, presence: Awareness, view: EditorView): RemoteSelection[] {
  const { length } = view.state.doc
  const shown = (index: number): number => Math.min(placeShown(view, index), length)
  return othersIn(presence).flatMap((other) => {
    const anchor = cursorIndex(text, other.cursor?.anchor)
    const head = cursorIndex(text, other.cursor?.head)
    return anchor === null || head === null ? [] : [{ other, anchor: shown(anchor), head: shown(head) }]
  })
}

const isMoved = ({ view }: ViewUpdate): boolean => view.plugin(placesOfOthers)?.isMoved ?? false

const placesIn = (view: EditorView): readonly RemoteSelection[] => view.plugin(placesOfOthers)?.places ?? []

/** The names of the others who have their caret, or a part of their selection, between two places. */
export const othersBetween = (view: EditorView, from: number, to: number): readonly string[] =>
  placesIn(view)
    .filter(({ anchor, head }) => Math.min(anchor, head) <= to && Math.max(anchor, head) >= from)
    .map(({ other }) => other.name)

const selections = layer({
  above: false,
  class: 'others-selections',
  update: isMoved,
  updateOnDocViewUpdate: false,
  markers: (view) =>
    placesIn(view).flatMap(({ other, anchor, head }) => {
      if (anchor === head) return []
      const range = EditorSelection.range(anchor, head)
      return RectangleMarker.forRange(view, 'other-selection', range).map(
        (box) => new Tinted(box, other.color),
      )
    }),
})

const caretLayer = layer({
  above: true,
  class: 'others-carets',
  update: isMoved,
  updateOnDocViewUpdate: false,
  markers: (view) =>
    placesIn(view).flatMap(({ other, head }) =>
      RectangleMarker.forRange(view, 'other-caret', EditorSelection.cursor(head)).map(
        (box) => new Tinted(box, other.color, other.name),
      ),
    ),
})

/** A box in somebody's colour, with their name when it is a caret. */
class Tinted implements LayerMarker {
  readonly #box: RectangleMarker
  readonly #color: string
  readonly #name: string | null

  constructor(box: RectangleMarker, color: string, name: string | null = null) {
    this.#box = box
    this.#color = color
    this.#name = name
  }

  eq(other: LayerMarker): boolean {
    return (
      other instanceof Tinted &&
      other.#box.eq(this.#box) &&
      other.#color === this.#color &&
      other.#name === this.#name
    )
  }

  draw(): HTMLElement {
    const element = this.#box.draw()
    element.style.setProperty('--who', this.#color)
    if (this.#name !== null) {
      const name = element.appendChild(document.createElement('span'))
      name.className = 'other-name'
      name.textContent = this.#name
      fadeLater(name)
    }
    return element
  }

  /** Moves what was drawn of the same person, which is less than to draw it anew. */
  update(element: HTMLElement, before: LayerMarker): boolean {
    const isSame = before instanceof Tinted && before.#color === this.#color && before.#name === this.#name
    if (!isSame || !this.#box.update(element, before.#box)) return false
    if (element.firstElementChild && !before.eq(this)) fadeLater(element.firstElementChild)
    return true
  }
}

/** How long, in ms, a name is read at a caret that stays where it is. */
const READ_MS = 3000

/** Until when names that are shown are read, by the browser's clock. */
const readUntil = new WeakMap<Element, number>()

/**
 * Shows a name until it is read. By a timer, since a name with an animation ahead of it is a layer of its own
 * to the browser, and so is all that lies over it: as long as somebody types, that is at each letter.
 */
function fadeLater(name: Element): void {
  const isShown = readUntil.has(name)
  readUntil.set(name, performance.now() + READ_MS)
  if (isShown) return
  name.classList.remove('other-name-read')
  fadeWhenRead(name, READ_MS)
}

/** One timer for a name, however often its caret moves meanwhile. */
function fadeWhenRead(name: Element, ms: number): void {
  setTimeout(() => {
    const left = (readUntil.get(name) ?? 0) - performance.now()
    if (left > 0) return fadeWhenRead(name, left)
    readUntil.delete(name)
    name.classList.add('other-name-read')
  }, ms)
}
