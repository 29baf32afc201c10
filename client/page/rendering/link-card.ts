// The card of a link or a picture: its target, and, while the cursor is in it, fields for its parts. The
// folded parts of a link are edited here, so that no line ever looks different for a person who writes in it.
import {
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
  type Transaction,
} from '@codemirror/state'
import {
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  ViewPlugin,
  type Tooltip,
  type TooltipView,
} from '@codemirror/view'
import { cardOf } from './card-dom.ts'
import { CARD_OFFSET, linkAt, placeOf, type LinkHere } from './link-at.ts'
import type { LinkTargets } from '../../world/link-targets.ts'

/** How long one points before a card comes, in ms. */
const PAUSE_MS = 350

const focused = StateEffect.define<boolean>()

/** Puts the card away, until the cursor comes to another link. */
const dismissed = StateEffect.define()

/** Shows the card of the picture at the cursor: over what one writes it does not come by itself. */
const asked = StateEffect.define()

interface ShownCard {
  readonly isFocused: boolean
  /** Where the link is whose card was put away. */
  readonly dismissed: number | null
  readonly tooltip: Tooltip | null
}

/**
 * Whether what was written may be about a card: where there is none, what others write on other lines is not.
 */
function isTouched({ startState, docChanged, changes }: Transaction, shown: ShownCard): boolean {
  if (!docChanged || shown.tooltip !== null || shown.dismissed !== null) return docChanged
  const line = startState.doc.lineAt(startState.selection.main.head)
  return changes.touchesRange(line.from, line.to) !== false
}

/** Shows the card of the link at the cursor, or at the pointer. */
export function cards(ways: LinkTargets): Extension {
  const field = StateField.define<ShownCard>({
    create: () => ({ isFocused: false, dismissed: null, tooltip: null }),
    update(before, transaction) {
      const { state, selection, effects } = transaction
      const focus = effects.findLast((effect) => effect.is(focused))?.value
      const isDismissed = effects.some((effect) => effect.is(dismissed))
      if (isDismissed) return { ...before, dismissed: before.tooltip?.pos ?? null, tooltip: null }
      const isAskedNow = effects.some((effect) => effect.is(asked))
      if (selection === undefined && focus === undefined && !isAskedNow && !isTouched(transaction, before))
        return before
      const isFocused = focus ?? before.isFocused
      const { main } = state.selection
      const link = isFocused && main.empty ? linkAt(state, main.head) : null
      const shownAt = before.tooltip && transaction.changes.mapPos(before.tooltip.pos)
      const isAsked = isAskedNow || shownAt === link?.from
      if (link === null || link.kind === 'bare' || (link.kind === 'picture' && !isAsked))
        return { isFocused, dismissed: null, tooltip: null }
      if (link.from === before.dismissed && !isAskedNow) return { ...before, isFocused }
      const create = (createFor[link.kind] ??= (view) => writable(view))
      const isSame = before.tooltip?.pos === link.from && before.tooltip.create === create
      const tooltip = isSame ? before.tooltip : { pos: link.from, create }
      return { isFocused, dismissed: null, tooltip }
    },
    provide: (self) => showTooltip.from(self, ({ tooltip }) => tooltip),
  })

  // One for all of a kind: a card that is open stays while its link is edited.
  const createFor: Partial<Record<LinkHere['kind'], (view: EditorView) => TooltipView>> = {}

  function writable(view: EditorView): TooltipView {
    const here = (state: EditorState): LinkHere | null => linkAt(state, state.selection.main.head)
    const card = cardOf(view, ways, () => here(view.state))
    card.dom.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && view.dom.contains(relatedTarget)) return
      // It also loses the focus by being taken away, in the middle of an update.
      queueMicrotask(() => view.dom.isConnected && view.dispatch({ effects: focused.of(view.hasFocus) }))
    })
    return { dom: card.dom, update: card.update, offset: CARD_OFFSET, getCoords: (at) => placeOf(view, at) }
  }

  return [
    field,
    EditorView.domEventHandlers({
      click({ target }, view) {
        if (target instanceof Element && target.closest('.page-picture'))
          view.dispatch({ effects: asked.of(null) })
        return false
      },
    }),
    keymap.of([
      {
        key: 'Mod-.',
        run(view) {
          if (linkAt(view.state, view.state.selection.main.head)?.kind !== 'picture') return false
          view.dispatch({ effects: asked.of(null) })
          return true
        },
      },
      {
        key: 'Escape',
        run(view) {
          if (view.state.field(field).tooltip === null) return false
          view.dispatch({ effects: dismissed.of(null) })
          return true
        },
      },
    ]),
    // Cards may come when one is writing already.
    ViewPlugin.define((view) => {
      queueMicrotask(() => view.dom.isConnected && view.dispatch({ effects: focused.of(view.hasFocus) }))
      return {}
    }),
    EditorView.focusChangeEffect.of((_state, isFocused) => {
      if (!isFocused && document.activeElement?.closest('.page-card')) return null
      return focused.of(isFocused)
    }),
    hoverTooltip(
      (view, at) => {
        const link = linkAt(view.state, at)
        if (link === null || link.kind === 'formula' || at < link.from) return null
        if (view.state.field(field).tooltip?.pos === link.from) return null
        const getCoords = (pos: number) => placeOf(view, pos)
        const create = () => ({
          dom: cardOf(view, ways, () => link, true).dom,
          offset: CARD_OFFSET,
          getCoords,
        })
        return { pos: link.from, end: link.to, create }
      },
      { hoverTime: PAUSE_MS, hideOnChange: true },
    ),
  ]
}
