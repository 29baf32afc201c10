// Drawn lines as a page: others find their way on it, and whatever writes in it is done by its editor, which
// is fetched for that.
import type { PageMark } from '../../shared/page/page-lines.ts'
import type { Observable } from '../device/observable.ts'
import { linesDownTo, type Border, type PageView, type ShownMarks } from '../world/page-view.ts'
import type { LeftPage } from './left-page.ts'
import { lineNear, scaleOf, selectedIn, type DrawnPlaces } from './drawn-places.ts'

/** Does something with the page's editor, once that is there. */
export type WithEditor = (work: (page: PageView) => void) => void

interface DrawnPage {
  readonly root: HTMLElement
  readonly isReadOnly: () => boolean
  readonly text: () => string
  readonly places: () => DrawnPlaces
  readonly left: LeftPage
  /** Those that are drawn. */
  readonly marks: Observable<readonly PageMark[]>
  readonly withEditor: WithEditor
}

export function drawnView({ root, isReadOnly, text, places, left, marks, withEditor }: DrawnPage): PageView {
  const paper = root.closest<HTMLElement>('.paper')
  const floorY = (y: number): number =>
    paper === null ? 0 : (y - paper.getBoundingClientRect().top) / scaleOf(paper)

  /** `line` counts from 1. */
  function borderAt(line: number): Border {
    const { lines } = places()
    const box = lines[line - 1]?.getBoundingClientRect()
    return { line, y: floorY(box?.top ?? lines.at(-1)?.getBoundingClientRect().bottom ?? 0) }
  }

  return {
    get isReadOnly() {
      return isReadOnly() || !root.isConnected
    },
    get hasFocus() {
      return root.contains(document.activeElement)
    },
    get letterSize() {
      return parseFloat(getComputedStyle(root).fontSize) * scaleOf(root)
    },
    isDrawn: true,
    text,
    selection() {
      const { anchor, head } = left.selection()
      const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)]
      return selectedIn(places()) ?? { from, to, head: head + left.below() }
    },
    borderAt,
    borderNear(y) {
      const number = lineNear(places().lines, y)
      const { top, bottom } = places().lines[number]?.getBoundingClientRect() ?? { top: 0, bottom: 0 }
      return borderAt(y < (top + bottom) / 2 ? number + 1 : number + 2)
    },
    placeAt: (spot) => places().placeAt(spot),
    placeNear({ x, y }) {
      const { lines, placeAt, startOf } = places()
      const number = lineNear(lines, y)
      const { left, right, top, bottom } = lines[number]?.getBoundingClientRect() ?? new DOMRect()
      const inside = {
        x: Math.max(left + 1, Math.min(x, right - 1)),
        y: Math.max(top + 1, Math.min(y, bottom - 1)),
      }
      return placeAt(inside) ?? Math.max(0, startOf(number + 1) - 1)
    },
    bringIntoSight(place, block) {
      const { lines, lineOf } = places()
      lines[lineOf(place)]?.scrollIntoView({ block, inline: 'nearest' })
    },
    select: (place) => left.select(place),
    focus() {
      if (isReadOnly()) return
      // In the turn of a press: else no keyboard of a phone comes up.
      root.querySelector<HTMLElement>('.page-early')?.focus({ preventScroll: true })
    },
    writeBelow: (lines) => left.selectBelow(lines),
    writeBelowTo(y) {
      const end = places().lines.at(-1)?.getBoundingClientRect().bottom ?? 0
      const lines = linesDownTo(y, end, parseFloat(getComputedStyle(root).lineHeight) * scaleOf(root))
      if (lines > 0) left.selectBelow(lines)
      return lines > 0
    },
    replace: (...words) => withEditor((page) => page.replace(...words)),
    press: (key) => withEditor((page) => page.press(key)),
    mark(given) {
      marks.set([...marks.now, ...given])
      let shown: ShownMarks | null = null
      const letGo = left.wait((page) => {
        shown = page.mark(given)
      })
      return {
        indexAt: (place) => (shown ? shown.indexAt(place) : indexIn(given, place)),
        end() {
          letGo()
          marks.set(marks.now.filter((mark) => !given.includes(mark)))
          shown?.end()
        },
      }
    },
    onPlace(tell) {
      const control = new AbortController()
      const { signal } = control
      root.addEventListener('mousemove', ({ clientX: x, clientY: y }) => tell(places().placeAt({ x, y })), {
        signal,
      })
      root.addEventListener('mouseleave', () => tell(null), { signal })
      let stop = (): void => undefined
      const letGo = left.wait((page) => {
        stop = page.onPlace(tell)
      })
      return () => {
        letGo()
        control.abort()
        stop()
      }
    },
  }
}

/** Which of some marks covers a place; null: none. */
function indexIn(marks: readonly PageMark[], place: number): number | null {
  const index = marks.findIndex((mark) =>
    'at' in mark ? mark.at === place : mark.from <= place && place < mark.to,
  )
  return index === -1 ? null : index
}
