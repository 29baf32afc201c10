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

class SelectionBar {
  readonly #view: EditorView
  readonly #control = new AbortController()
  #bar: FormatBar | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #isPressed = false
  #isFocusWanted = false

  constructor(view: EditorView) {
    this.#view = view
    const { signal } = this.#control
    view.contentDOM.addEventListener('pointerdown', () => this.#press(true), { signal })
    for (const end of ['pointerup', 'pointercancel'] as const)
      document.addEventListener(end, () => this.#press(false), { signal })
    const place = (): void => this.#place()
    document.addEventListener('scroll', place, { signal, capture: true, passive: true })
    for (const change of ['resize', 'scroll'] as const)
      visualViewport?.addEventListener(change, place, { signal })
    view.dom.addEventListener('focusout', () => this.#soon(), { signal })
    // It may come when something is selected already.
    this.#soon()
  }

  update({ docChanged, selectionSet, focusChanged, geometryChanged, state }: ViewUpdate): void {
    if (state.selection.main.empty) this.#hide()
    else if (selectionSet || focusChanged || docChanged) this.#soon()
    else if (geometryChanged) this.#place()
  }

  destroy(): void {
    this.#control.abort()
    clearTimeout(this.#timer)
    this.#bar?.end()
  }

  /** By keys; false where nothing is selected. */
  focus(): boolean {
    if (!this.#isWanted()) return false
    this.#isFocusWanted = true
    void this.#show()
    return true
  }

  #press(isPressed: boolean): void {
    if (this.#isPressed === isPressed) return
    this.#isPressed = isPressed
    this.#soon()
  }

  #soon(): void {
    clearTimeout(this.#timer)
    // One that is there follows at once.
    const wait = this.#bar?.element.matches(':popover-open') ? 0 : PAUSE_MS
    this.#timer = setTimeout(() => void (this.#isWanted() ? this.#show() : this.#hide()), wait)
  }

  #isWanted(): boolean {
    const { state, hasFocus } = this.#view
    const { main } = state.selection
    if (state.readOnly || this.#isPressed || state.sliceDoc(main.from, main.to).trim() === '') return false
    const isHere = hasFocus || this.#bar?.element.contains(document.activeElement) === true
    return isHere && isIn(state, main, 'FencedCode') === null
  }

  async #show(): Promise<void> {
    const { openFormatBar } = await import('./format-bar.tsx')
    if (this.#control.signal.aborted || !this.#isWanted()) return
    this.#bar ??= openFormatBar(this.#view)
    this.#bar.show()
    this.#place()
    if (PHONE.matches) this.#makeRoom(this.#bar.element)
    if (this.#isFocusWanted) this.#bar.element.querySelector('button')?.focus()
    this.#isFocusWanted = false
  }

  #hide(): void {
    clearTimeout(this.#timer)
    this.#isFocusWanted = false
    this.#bar?.hide()
  }

  #place(): void {
    const element = this.#bar?.element
    if (!element?.matches(':popover-open')) return
    this.#view.requestMeasure({
      key: this,
      read: () => (PHONE.matches ? footSpot(element) : this.#spotAtWords(element)),
      write: ({ left, top }) => {
        element.style.left = `${left}px`
        element.style.top = `${top}px`
      },
    })
  }

  /** Moves the floor, where the end of what is selected would be under the bar of a phone. */
  #makeRoom(element: HTMLElement): void {
    const last = this.#view.coordsAtPos(this.#view.state.selection.main.to, -1)
    const hidden = (last?.bottom ?? 0) + GAP - footSpot(element).top
    if (hidden > 0)
      this.#view.dom.closest('.floor-window, .reading-body')?.scrollBy({ top: hidden, behavior: 'instant' })
  }

  /** Over the words, or under them where there is no room above. */
  #spotAtWords({ offsetWidth: wide, offsetHeight: high }: HTMLElement): BarSpot {
    const { from, to } = this.#view.state.selection.main
    const [first, last] = [this.#view.coordsAtPos(from, 1), this.#view.coordsAtPos(to, -1)]
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
}

interface BarSpot {
  readonly left: number
  readonly top: number
}

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

const bar = ViewPlugin.fromClass(SelectionBar)

export const selectionBar: Extension = [
  bar,
  keymap.of([{ key: BAR_KEYS.replace('+', '-'), run: (view) => view.plugin(bar)?.focus() ?? false }]),
]
