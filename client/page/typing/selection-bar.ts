// A bar on what is selected: bold, a link, a heading. Where there is a pointer it stands over the words, and
// never on them; on a phone at the foot of what is seen, above the keyboard. Its buttons are fetched with the
// first selection.
import type { Extension } from '@codemirror/state'
import { keymap, ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { BAR_KEYS } from './formats.ts'
import type { FormatBar } from './format-bar.tsx'
import { isIn } from './set-words.ts'
import './selection-bar.css'

/** How long a selection rests before the bar comes, in ms: who selects by keys sees no flicker. */
const PAUSE_MS = 250
/** Between the bar and the words, in px. */
const GAP = 8
const PHONE = matchMedia('(width <= 720px)')

const bar = ViewPlugin.define((view) => {
  const control = new AbortController()
  const { signal } = control
  let shown: FormatBar | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPressed = false
  let isFocusWanted = false

  function press(isDown: boolean): void {
    if (isPressed === isDown) return
    isPressed = isDown
    showSoon()
  }
  function showSoon(): void {
    clearTimeout(timer)
    // One that is there follows at once.
    const wait = shown?.element.matches(':popover-open') ? 0 : PAUSE_MS
    timer = setTimeout(() => void (isWanted() ? show() : hide()), wait)
  }
  function isWanted(): boolean {
    const { state, hasFocus } = view
    const { main } = state.selection
    if (state.readOnly || isPressed || state.sliceDoc(main.from, main.to).trim() === '') return false
    const isHere = hasFocus || shown?.element.contains(document.activeElement) === true
    return isHere && isIn(state, main, 'FencedCode') === null
  }
  async function show(): Promise<void> {
    const { openFormatBar } = await import('./format-bar.tsx')
    if (signal.aborted || !isWanted()) return
    shown ??= openFormatBar(view)
    shown.show()
    place()
    if (PHONE.matches) makeRoom(view, shown.element)
    if (isFocusWanted) shown.element.querySelector('button')?.focus()
    isFocusWanted = false
  }
  function hide(): void {
    clearTimeout(timer)
    isFocusWanted = false
    shown?.hide()
  }
  function place(): void {
    const element = shown?.element
    if (!element?.matches(':popover-open')) return
    view.requestMeasure({
      key: control,
      read: () => (PHONE.matches ? footSpot(element) : spotAtWords(view, element)),
      write: ({ left, top }) => {
        element.style.left = `${left}px`
        element.style.top = `${top}px`
      },
    })
  }

  view.contentDOM.addEventListener('pointerdown', () => press(true), { signal })
  for (const end of ['pointerup', 'pointercancel'] as const)
    document.addEventListener(end, () => press(false), { signal })
  document.addEventListener('scroll', place, { signal, capture: true, passive: true })
  for (const change of ['resize', 'scroll'] as const)
    visualViewport?.addEventListener(change, place, { signal })
  view.dom.addEventListener('focusout', showSoon, { signal })
  // It may come when something is selected already.
  showSoon()
  return {
    update({ docChanged, selectionSet, focusChanged, geometryChanged, state }: ViewUpdate) {
      if (state.selection.main.empty) hide()
      else if (selectionSet || focusChanged || docChanged) showSoon()
      else if (geometryChanged) place()
    },
    destroy() {
      control.abort()
      clearTimeout(timer)
      shown?.end()
    },
    /** By keys; false where nothing is selected. */
    focus(): boolean {
      isFocusWanted = isWanted()
      if (isFocusWanted) void show()
      return isFocusWanted
    },
  }
})

/** Moves the floor, where the end of what is selected would be under the bar of a phone. */
function makeRoom(view: EditorView, element: HTMLElement): void {
  const last = view.coordsAtPos(view.state.selection.main.to, -1)
  const hidden = (last?.bottom ?? 0) + GAP - footSpot(element).top
  if (hidden > 0)
    view.dom.closest('.floor-window, .reading-body')?.scrollBy({ top: hidden, behavior: 'instant' })
}

/** Over the words, or under them where there is no room above. */
function spotAtWords(view: EditorView, { offsetWidth: wide, offsetHeight: high }: HTMLElement): BarSpot {
  const { from, to } = view.state.selection.main
  const [first, last] = [view.coordsAtPos(from, 1), view.coordsAtPos(to, -1)]
  const { left, top, width, height } = seenPart()
  const above = (first?.top ?? -Infinity) - high - GAP
  const below = (last?.bottom ?? Infinity) + GAP
  const isBelow = above < top && below + high <= top + height
  const middle = first && last && first.top === last.top ? (first.left + last.right) / 2 : first?.left
  const start = (middle ?? left + width / 2) - wide / 2
  return {
    left: Math.max(left + GAP, Math.min(start, left + width - wide - GAP)),
    // What is longer than the window leaves only the bar of the world free.
    top: isBelow ? below : Math.max(above, top),
  }
}

type BarSpot = Pick<DOMRect, 'left' | 'top'>

/** Above the keyboard of a phone. */
function footSpot({ offsetHeight: high }: HTMLElement): BarSpot {
  const { left, top, height } = seenPart()
  return { left, top: top + height - high }
}

/** The part of the window that no keyboard covers. */
function seenPart(): { left: number; top: number; width: number; height: number } {
  const { offsetLeft = 0, offsetTop = 0, width = innerWidth, height = innerHeight } = visualViewport ?? {}
  return { left: offsetLeft, top: offsetTop, width, height }
}

export const selectionBar: Extension = [
  bar,
  keymap.of([{ key: BAR_KEYS.replace('+', '-'), run: (view) => view.plugin(bar)?.focus() ?? false }]),
]
