// The content of the reading view: the lines of a page in one column, with chips where its things are; it
// scrolls.
import {
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { drawnPlaces, type DrawnPlaces } from '../lines/drawn-places.ts'
import { PageLines } from '../lines/page-lines.tsx'
import { usePageInside, usePageText, usePageWorld, type PageNow } from '../lines/page-world.tsx'
import { useAround } from '../world/page-around.ts'
import { useLang, useRoot } from '../world/context/use-world.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { afterDrawing } from '../browser/later.ts'
import { useRight } from '../world/play/you.ts'
import { Chips, PressContext, ThingCard, type OpenChip } from './chips.tsx'
import type { PlacedThings } from './placed-things.ts'
import { TaskBox, useTick } from './tasks.tsx'
import { useLeading } from './use-leading.ts'
import { usePlaced } from './use-placed.ts'

/** How far one has read. */
export interface ReadTo {
  /** The first line that is seen. */
  readonly line: number
  /** It is another one than at the beginning. */
  readonly isElsewhere: boolean
}

interface ReadPageProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  /** The line that is seen at first; null: the first one. */
  readonly begin: number | null
  readonly onThere: (readTo: () => ReadTo | null) => void
  readonly onShow: (id: ArtifactId) => void
  /** Goes on to write at a place of the page; null: one may not. */
  readonly onWrite: ((place: number) => void) | null
  readonly onEnter: (id: ArtifactId, line: number | null) => void
}

export function ReadPage({ host, viewport, begin, onThere, onShow, onWrite, onEnter }: ReadPageProps) {
  const box = useRef<HTMLElement>(null)
  const text = usePageText(host)
  const now = useRef<PageNow>({ whole: text, places: null })
  const placed = usePlaced(host, text, viewport)
  const lang = useLang()
  const world = usePageWorld(host, text)
  const [pressed, setPressed] = useState<OpenChip | null>(null)
  const inside = useReadInside(host, now, {
    toLine: (line) => goToLine(now.current.places, line),
    into: onEnter,
  })
  const before = useMemo(() => chipsBefore(placed), [placed])
  useLayoutEffect(() => {
    now.current = { whole: text, places: box.current && drawnPlaces(box.current, text) }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- with each of these lines are drawn anew
  }, [text, world, before])
  useBegin(box, now, begin, onThere)
  const isEmpty = text.trim() === ''
  function onClick({ nativeEvent }: MouseEvent): void {
    const at = onWrite && placePressed(now.current, nativeEvent)
    if (at !== null) onWrite?.(at)
  }
  return (
    <PressContext value={setPressed}>
      {/* It scrolls: by keys, too, which write by the button above. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <main ref={box} className="reading-body" tabIndex={0} aria-label="The page" onClick={onClick}>
        <article className="read" lang={lang}>
          {isEmpty ? (
            <Nothing host={host} hasThings={placed.last.length > 0} />
          ) : (
            <PageLines text={text} world={world} inside={inside} before={before} />
          )}
          <Chips ids={placed.last} label={isEmpty ? 'Things here' : 'Things below the text'} />
        </article>
      </main>
      {pressed && (
        <ThingCard
          pressed={pressed}
          onClose={() => setPressed(null)}
          onShow={onShow}
          onEnter={(id) => {
            setPressed(null)
            onEnter(id, null)
          }}
        />
      )}
    </PressContext>
  )
}

/** What lines show, links that stay in the reading view, and boxes that are ticked there. */
function useReadInside(
  host: ArtifactId,
  now: React.RefObject<PageNow>,
  going: Parameters<typeof useLeading>[1],
): ReturnType<typeof usePageInside> {
  const inside = usePageInside(host, useAround(host), now, useLeading(host, going))
  const tick = useTick(host)
  return useMemo(() => {
    if (tick === null) return inside
    function onTick(element: HTMLElement): boolean {
      const { whole, places } = now.current
      const line = places?.lines.findIndex((one) => one.contains(element)) ?? -1
      return line !== -1 && tick?.(whole, line) === true
    }
    return {
      ...inside,
      task: (label, isDone) => <TaskBox label={label} isDone={isDone} onTick={onTick} />,
    }
  }, [inside, tick, now])
}

function chipsBefore({ before }: PlacedThings): ReadonlyMap<number, ReactNode> {
  const chips = new Map<number, ReactNode>()
  for (const [from, { ids, isItem }] of before) {
    const these = <Chips ids={ids} />
    chips.set(from, isItem ? <li className="read-between">{these}</li> : these)
  }
  return chips
}

function Nothing({ host, hasThings }: { readonly host: ArtifactId; readonly hasThings: boolean }) {
  const mayEdit = atLeast(useRight(), 'edit')
  const isRoot = useRoot() === host
  const where = isRoot ? 'on the page of this world' : 'on this page'
  const other = hasThings ? 'Press one of these things to see what it is.' : 'Come back when someone has.'
  return (
    <p className="read-nothing" lang="en">
      Nothing is written {where} yet. {mayEdit ? 'Press the pencil above, and write.' : other}
    </p>
  )
}

/** They do something else when they are pressed. */
const OWN_PRESSES = 'a, button, input, summary, [role="button"], .page-embed'

/** The place on which a finger was put: there one goes on to write. Null: it was put on something else. */
function placePressed({ whole, places }: PageNow, event: globalThis.MouseEvent): number | null {
  const { target, clientX, clientY } = event
  const isFinger = event instanceof PointerEvent && event.pointerType === 'touch'
  if (!isFinger || !places || !(target instanceof Element) || target.closest(OWN_PRESSES)) return null
  if (getSelection()?.isCollapsed === false) return null
  const at = places.placeAt({ x: clientX, y: clientY })
  if (at !== null) return at
  const line = places.lines.findIndex((one) => one.contains(target))
  return line === -1 ? whole.length : places.startOf(line + 1) - 1
}

/** Begins at a line, and says who can tell at which one it is. */
function useBegin(
  box: React.RefObject<HTMLElement | null>,
  now: React.RefObject<PageNow>,
  begin: number | null,
  onThere: (readTo: () => ReadTo | null) => void,
): void {
  const [beginAt] = useState(begin)
  const tell = useEffectEvent(onThere)
  useLayoutEffect(() => {
    if (beginAt !== null) goToLine(now.current.places, beginAt)
    const first = box.current && lineAtTop(box.current, now.current.places)
    tell(() => {
      const line = box.current && lineAtTop(box.current, now.current.places)
      return line === null ? null : { line, isElsewhere: line !== (beginAt ?? first) }
    })
  }, [box, now, beginAt])
}

/** Brings a line, from 1, to the top. */
function goToLine(places: DrawnPlaces | null, line: number): void {
  const element = places?.lines[line - 1] ?? places?.lines[0]
  element?.scrollIntoView({ block: 'start' })
  // Blocks that come into sight get their layout only now, and are higher or lower than estimated.
  afterDrawing(() => element?.scrollIntoView({ block: 'start' }))
}

/** Half of a line's height: of a line of which only that is left one has read. */
const READ = 14

/** The first line that is seen, from 1; null: there is none. */
function lineAtTop(box: HTMLElement, places: DrawnPlaces | null): number | null {
  const lines = places?.lines ?? []
  const { top } = box.getBoundingClientRect()
  let [low, high] = [0, lines.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((lines[middle]?.getBoundingClientRect().bottom ?? 0) < top + READ) low = middle + 1
    else high = middle
  }
  return lines.length === 0 ? null : low + 1
}
