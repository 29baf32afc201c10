// Where others write, over and under the lines of a page.
import { useMemo, type CSSProperties } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { useDelay } from '../browser/use-delay.ts'
import { usePresence, type OtherTab } from '../world/people/others.ts'
import { scaleOf, type DrawnPlaces } from './drawn-places.ts'

/** How long, in ms, a name is read at a caret that stays where it is. */
const READ_MS = 3_000

interface DrawnCaretsProps {
  readonly text: Y.Text
  readonly presence: Awareness
  readonly places: DrawnPlaces | null
}

export interface ShownCaret extends Pick<OtherTab, 'client' | 'name' | 'color'> {
  /** None: it is not drawn where that is. */
  readonly caret: PageBox | undefined
  readonly selected: readonly PageBox[]
}

/** In pixels of the page. */
type PageBox = Readonly<Record<'left' | 'top' | 'width' | 'height', number>>

export default function DrawnCarets({ text, presence, places }: DrawnCaretsProps) {
  const others = usePresence(presence, (all) =>
    all.flatMap(({ client, name, color, cursor }) => (cursor ? [{ client, name, color, cursor }] : [])),
  )
  const shown = useMemo(() => {
    if (!places) return []
    return others.flatMap(({ client, name, color, cursor }): ShownCaret[] => {
      const [anchor, head] = [cursorIndex(text, cursor.anchor), cursorIndex(text, cursor.head)]
      if (anchor === null || head === null) return []
      const range = places.rangeOf(Math.min(anchor, head), Math.max(anchor, head))
      const [caret] = boxesIn(places.page, places.rangeOf(head, head), places.lines[places.lineOf(head)])
      const selected = anchor === head ? [] : boxesIn(places.page, range)
      return [{ client, name, color, caret, selected }]
    })
  }, [others, places, text])
  return <Carets shown={shown} />
}

export function Carets({ shown }: { readonly shown: readonly ShownCaret[] }) {
  return shown.map(({ client, name, color, caret, selected }) => (
    <div key={client} aria-hidden="true" style={tint(color)}>
      {selected.map((box, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a selection has no other parts than its lines
        <div key={at} className="other-selection page-over" style={box} />
      ))}
      {caret && (
        <div className="other-caret page-over" style={{ ...caret, width: 0 }}>
          <Name key={`${caret.left} ${caret.top}`} name={name} />
        </div>
      )}
    </div>
  ))
}

const tint = (color: string): CSSProperties => ({ ['--who' as string]: color })

function Name({ name }: { readonly name: string }) {
  const isRead = useDelay(READ_MS)
  return <span className={isRead ? 'other-name other-name-read' : 'other-name'}>{name}</span>
}

/** Where a line has no letter, no box is to be had of a place in it. */
function boxesIn(page: HTMLElement, range: Range | null, line?: HTMLElement): PageBox[] {
  const around = page.getBoundingClientRect()
  const scale = scaleOf(page)
  const boxes = [...(range?.getClientRects() ?? [])].filter(({ height }) => height > 0)
  const found = boxes.length === 0 && line ? [line.getBoundingClientRect()] : boxes
  return found.map(({ left, top, width, height }) => ({
    left: (left - around.left) / scale,
    top: (top - around.top) / scale,
    width: width / scale,
    height: height / scale,
  }))
}

/** The index that a position means here; null for one of another page, and for nonsense. */
export function cursorIndex(text: Y.Text, raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null || !text.doc) return null
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(raw),
      text.doc,
    )
    return position?.type === text ? position.index : null
  } catch {
    return null
  }
}
