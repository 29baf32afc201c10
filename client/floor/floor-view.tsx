// The floor: a page of fixed width, unlimited depth, and the things that stand on it.
import { Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'
import { wasJustMade } from '../navigation/just-made.ts'
import { isFramed } from '../api/frame-guest.ts'
import { usePhone } from '../browser/media.ts'
import { useMe } from '../session/me.ts'
import { endFirstLines, firstViewShown, tellFirstView } from '../device/first-view.ts'
import { holdBackMiddlePaste } from './gestures/middle-press.ts'
import { queueEarlyInput, queueEarlyKeys } from './gestures/early-input.ts'
import { paperProps } from '../world/geometry/paper-colors.ts'
import { useMode } from '../world/play/you.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import type * as Making from '../world/edits/make-artifacts.ts'
import {
  useArtifactState,
  useLang,
  usePage,
  useRoot,
  useSpatialIndex,
  useTitle,
  useWorld,
} from '../world/context/use-world.ts'
import { floorPage, writeAt, writeLarger } from '../world/floor-page.ts'
import { useZoom } from './floor-zoom.ts'
import { later, prefetched } from '../browser/lazily.ts'
import { PartBoundary } from '../browser/part-boundary.tsx'
import { afterDrawing } from '../browser/later.ts'
import type { FloorSlots } from './slots/floor-slots.ts'
import './first-lines.css'
import './floor-view.css'

/** Fetched while the world is: a page is there without them. What fails is fetched again to be drawn. */
const { Screen: Things, prefetch } = prefetched(() => import('./drawing/floor-things.tsx'))
prefetch().catch(() => undefined)

const FloorInput = later(() => import('./floor-input.tsx'))
const ZoomButtons = later(() => import('./zoom-buttons.tsx'))

interface FloorProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  readonly slots: FloorSlots
}

export function Floor({ host, viewport, slots }: FloorProps) {
  const isPhone = usePhone()
  const paper = usePaper(host)
  const lang = useLang()
  const isWriting = useMode() === 'write'
  const zoom = useZoom(viewport, isPhone ? 'text' : 'readable')
  useDepthOfPaper(host, viewport)
  usePaperHeight(viewport)
  useUndone(host, viewport)
  useEffect(holdBackMiddlePaste, [])
  const ahead = useAhead(viewport, isWriting, queueEarlyInput)
  const endPresses = useEarlyPresses(viewport, isWriting)

  return (
    <main className="floor-window" aria-label="The floor" ref={(element) => viewport.setWindow(element)}>
      {isWriting && (
        <Suspense fallback={null}>
          <FloorInput host={host} viewport={viewport} onThere={ahead} />
        </Suspense>
      )}
      <div className="floor-space" {...paper} ref={(element) => viewport.setSpace(element)}>
        <div
          className="paper"
          lang={lang}
          style={{ width: FLOOR_WIDTH }}
          ref={(element) => viewport.setPaper(element)}
        >
          <FloorPage host={host} viewport={viewport} slots={slots} />
          <Suspense fallback={null}>
            <Things {...{ host, viewport }} Figures={slots.Figures} onHands={endPresses} />
          </Suspense>
          <Suspense fallback={null}>
            <slots.Pointers host={host} viewport={viewport} />
          </Suspense>
        </div>
      </div>
      {isPhone && (
        <Suspense fallback={null}>
          <ZoomButtons zoom={zoom} isWriting={isWriting} />
        </Suspense>
      )}
    </main>
  )
}

/** Empty floor below the lowest thing, in pixels, at least. */
const ROOM_BELOW = 320
/** The paper grows and shrinks by so many pixels: with each change all of the floor is laid out anew. */
const DEPTH_STEP = 80

/** As deep as what stands on it, which changes all the time among people who stop here and there. */
function useDepthOfPaper(host: ArtifactId, viewport: Viewport): void {
  const index = useSpatialIndex()
  useLayoutEffect(() => {
    let last: number | null = null
    function follow(): void {
      const depth = Math.ceil(index.depth(host) / DEPTH_STEP) * DEPTH_STEP
      if (depth === last) return
      last = depth
      viewport.paper?.style.setProperty('min-height', `max(${depth + ROOM_BELOW}px, var(--walked, 0px))`)
    }
    follow()
    return index.onReach(follow)
  }, [index, host, viewport])
}

/** The colours that the floor has chosen. */
function usePaper(host: ArtifactId): ReturnType<typeof paperProps> {
  const colors = useArtifactState(host, (artifact) => artifact?.colors ?? null)
  return useMemo(() => (colors === null ? null : paperProps(colors)), [colors])
}

/** Takes early input, until what is returned is called: once the code that it is for is there. */
function useAhead(viewport: Viewport, isWriting: boolean, take: (window: HTMLElement) => () => void) {
  const release = useRef<(() => void) | null>(null)
  // Before the effect that tells it is there: elsewhere it may be fetched already.
  useLayoutEffect(() => {
    if (!isWriting || !viewport.window) return undefined
    release.current = take(viewport.window)
    return release.current
  }, [viewport, isWriting, take])
  return useCallback(() => release.current?.(), [])
}

/** Presses on empty paper, while no hands are there to hear them. */
function useEarlyPresses(viewport: Viewport, isWriting: boolean): () => void {
  const { replica } = useWorld()
  const take = useCallback(
    (window: HTMLElement) => {
      const control = new AbortController()
      function onClick({ target, clientX: x, clientY: y, pointerType }: PointerEvent): void {
        // What ends there may have selected words.
        const isPress = target === viewport.paper && getSelection()?.isCollapsed !== false
        const page = isPress ? writeAt(viewport, { x, y }) : null
        if (page && pointerType === 'touch') writeLarger(page, replica.address)
      }
      window.addEventListener('click', onClick, { signal: control.signal })
      return () => control.abort()
    },
    [viewport, replica],
  )
  return useAhead(viewport, isWriting, take)
}

/** An undone change comes into sight, and is announced. */
function useUndone(host: ArtifactId, viewport: Viewport): void {
  const world = useWorld()
  useEffect(
    () =>
      world.undo.onUndone((undone) => {
        import('../world/show-undone.ts')
          .then(({ showUndone }) => showUndone(undone, { world, viewport, floor: host }))
          .catch((error: unknown) => console.warn('What was undone could not be shown.', error))
      }),
    [world, host, viewport],
  )
}

/** The name of a floor: the world's title, or a thing's name. */
function useFloorName(host: ArtifactId): string {
  const title = useTitle()
  const name = useArtifactState(host, (artifact) => artifact?.name ?? '')
  return useRoot() === host ? title : name
}

function FloorPage({ host, viewport, slots: { Page } }: FloorProps) {
  const world = useWorld()
  const text = usePage(host)
  const title = useFloorName(host)
  const isRoot = useRoot() === host
  const isFixed = useMode() !== 'write'
  const isPhone = usePhone()
  const keys = useMemo(
    () => [
      {
        key: 'Mod-Enter',
        preventDefault: true,
        run() {
          withMaking(({ makeInView }) => makeInView(world, host, viewport))
          return true
        },
      },
    ],
    [world, host, viewport],
  )
  useEffect(tellFirstView, [])
  useKeptLines(isRoot)
  useLayoutEffect(() => {
    const scrolled = endFirstLines()
    if (scrolled > 0) viewport.window?.scrollTo({ top: scrolled })
  }, [viewport])
  useEffect(() => {
    if (text && !isFixed && wasJustMade(world.replica.address)) floorPage(viewport)?.focus()
  }, [world, viewport, text, isFixed])
  const page = {
    id: host,
    now: world.now,
    presence: world.presence,
    undo: world.undo,
    label: title === '' ? 'The page' : `The page of ${title}`,
    keys,
    hint: isRoot
      ? `Write here. Type / to add things, or ${isPhone ? 'tap the feet below' : 'press Walk'} to step in.`
      : `This is the inside of ${title === '' ? 'this thing' : title}. Write here, or add things with +.`,
  }
  return (
    <PartBoundary>
      <Page {...page} text={text} isFixed={isFixed} />
    </PartBoundary>
  )
}

/** The first lines of a world's own page are kept for the next visit, of whoever is known here. */
function useKeptLines(isRoot: boolean): void {
  const world = useWorld()
  const { person } = useMe()
  const member = isRoot && world.past === null && person.kind !== 'nobody' && !isFramed ? person.id : null
  useEffect(() => {
    if (member === null) return undefined
    let stop = (): void => undefined
    let isOver = false
    firstViewShown
      .then(() => import('../world/keep-first-lines.ts'))
      .then(({ keepFirstLines }) => {
        if (!isOver) stop = keepFirstLines(world, member)
        return null
      })
      .catch((error: unknown) => console.warn('The first lines of a world were not kept.', error))
    return () => {
      isOver = true
      stop()
    }
  }, [member, world])
}

/**
 * Makes something, by code that is fetched after the page. Letters typed meanwhile go to the name of the new
 * thing.
 */
function withMaking(work: (making: typeof Making) => void): void {
  const release = queueEarlyKeys()
  firstViewShown
    .then(() => import('../world/edits/make-artifacts.ts'))
    .then(work)
    .catch((error: unknown) => console.warn('That could not be made.', error))
    .finally(() => afterDrawing(release))
}

/** A scaled floor takes the room it had before; the space around the paper gets the room it has now. */
function usePaperHeight(viewport: Viewport): void {
  useEffect(() => {
    const { paper } = viewport
    if (!paper) return undefined
    const observer = new ResizeObserver(() =>
      viewport.space?.style.setProperty('--height', `${paper.offsetHeight}px`),
    )
    observer.observe(paper)
    return () => observer.disconnect()
  }, [viewport])
}
