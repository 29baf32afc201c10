// Where others write: their carets, names and selections, over and under the text, so that nobody's cursor
// moves a letter. The messages have the shape of y-codemirror's, so stock editors see ours and we theirs.
import { EditorSelection, StateEffect, type TransactionSpec } from '@codemirror/state'
import { type EditorView, RectangleMarker, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { createRoot } from 'react-dom/client'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { afterFrame } from '../../device/after-frame.ts'
import { Carets, cursorIndex, type ShownCaret } from '../../lines/drawn-carets.tsx'
import { onOthers, othersIn, type OtherTab } from '../../world/people/others.ts'
import type { PageEditorProps } from '../../world/page-editor-props.ts'
import { fromText } from './blank-lines.ts'
import { remoteBatchOf } from './remote-batch.ts'
import { indexInText, placeShown } from './text-binding.ts'

const othersMoved = StateEffect.define()

interface RemoteSelection {
  readonly other: OtherTab
  readonly anchor: number
  readonly head: number
}

/** Shows others in a page and tells them where one's own cursor is. */
export const carets = ViewPlugin.define(followOthers)

function followOthers(view: EditorView, { text, presence }: Pick<PageEditorProps, 'text' | 'presence'>) {
  const layer = view.scrollDOM.appendChild(document.createElement('div'))
  const root = createRoot(layer)
  const batch = remoteBatchOf(view)
  let places: readonly RemoteSelection[] | null = null
  let shown = ''
  let isHeard = false
  let isTelling = false

  const placesNow = (): readonly RemoteSelection[] => (places ??= rangesIn(text, presence, view))
  const draw = (): void =>
    view.requestMeasure({
      key: layer,
      read: () => placesNow().map((place) => caretOf(view, place)),
      write: (drawn) => root.render(<Carets shown={drawn} />),
    })
  function showHeard(): TransactionSpec | null {
    const cursors = isHeard ? cursorsIn(presence) : shown
    isHeard = false
    if (cursors === shown) return null
    shown = cursors
    return { effects: othersMoved.of(null) }
  }
  /** Others can wait for a cursor until what is typed is on the screen here. */
  function tellSoon(): void {
    if (isTelling) return
    isTelling = true
    afterFrame(() => {
      isTelling = false
      tellOwn(view, text, presence)
    })
  }
  /** What is typed here moves the others; where they are is looked up when they tell something. */
  function follow({ changes, docChanged, transactions }: ViewUpdate): boolean {
    const isTold = transactions.some(
      (transaction) =>
        transaction.annotation(fromText) === true ||
        transaction.effects.some((effect) => effect.is(othersMoved)),
    )
    if (isTold) places = null
    else if (docChanged && places !== null)
      places = places.map(({ other, anchor, head }) => ({
        other,
        anchor: changes.mapPos(anchor, 1),
        head: changes.mapPos(head, 1),
      }))
    return isTold
  }

  const letGo = [
    onOthers(presence, () => {
      isHeard = true
      batch.showSoon()
    }),
    batch.add(showHeard),
  ]
  // Somebody may have begun to write before this came.
  tellSoon()
  draw()
  return {
    placesNow,
    update(update: ViewUpdate) {
      if (follow(update) || update.viewportChanged || update.geometryChanged) draw()
      if (update.docChanged || update.selectionSet || update.focusChanged) tellSoon()
    },
    destroy() {
      for (const end of letGo) end()
      layer.remove()
      // A page may go while React draws something else.
      queueMicrotask(() => root.unmount())
    },
  }
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

/** In pixels of the page. */
function caretOf(view: EditorView, { other, anchor, head }: RemoteSelection): ShownCaret {
  const boxesOf = (range: ReturnType<typeof EditorSelection.cursor>) =>
    RectangleMarker.forRange(view, '', range).map(({ left, top, width, height }) => ({
      left: left / view.scaleX,
      top: top / view.scaleY,
      width: (width ?? 0) / view.scaleX,
      height: height / view.scaleY,
    }))
  const [caret] = boxesOf(EditorSelection.cursor(head))
  const selected = anchor === head ? [] : boxesOf(EditorSelection.range(anchor, head))
  const { client, name, color } = other
  return { client, name, color, caret, selected }
}

/** The names of the others who have their caret, or a part of their selection, between two places. */
export const othersBetween = (view: EditorView, from: number, to: number): readonly string[] =>
  (view.plugin(carets)?.placesNow() ?? [])
    .filter(({ anchor, head }) => Math.min(anchor, head) <= to && Math.max(anchor, head) >= from)
    .map(({ other }) => other.name)
