// Going into a thing, which puts the caret into its page, and coming out again: then the thing that one was
// in is selected and in view. A short slide shows which way one went.
import { floorPage } from '../world/floor-page.ts'
import { useEffect } from 'react'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { afterDrawing } from '../browser/later.ts'
import { inWindow } from '../world/geometry/window-spot.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useGoTo, wayTo } from '../world/shown-floor.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { wantsReducedMotion } from '../device/reduced-motion.ts'

/** Which floor was shown last on a stage, and how far each was scrolled. */
interface Visits {
  last: ArtifactId | null
  readonly scrolled: Map<ArtifactId, number>
}

const visitsOn = new WeakMap<Viewport, Visits>()

function visitsOf(viewport: Viewport): Visits {
  const visits = visitsOn.get(viewport) ?? { last: null, scrolled: new Map() }
  visitsOn.set(viewport, visits)
  return visits
}

const SLIDE_MS = 160
/** How far a floor slides, in pixels. */
const SLIDE = 28
const EASE = 'cubic-bezier(0.2, 0.7, 0.3, 1)'

/** Follows somebody who goes from floor to floor; `host` is the one that is shown. */
export function useFloorTravel(host: ArtifactId, viewport: Viewport): void {
  const world = useWorld()
  const goTo = useGoTo()
  useEffect(() => {
    // The floor itself can have the focus: the element that had it is gone with the other floor.
    viewport.window?.setAttribute('tabindex', '-1')
    const visits = visitsOf(viewport)
    const from = visits.last
    visits.last = host
    if (from !== null && from !== host)
      arrive(world, viewport, { from, host, scrolled: visits.scrolled.get(host) })
    const { window } = viewport
    if (!window) return undefined
    const note = (): void => void visits.scrolled.set(host, window.scrollTop)
    window.addEventListener('scroll', note, { passive: true })
    return () => window.removeEventListener('scroll', note)
  }, [world, host, viewport])

  useEffect(() => {
    const { window } = viewport
    function onDoubleClick(event: MouseEvent): void {
      const id = thingAt(event.target)
      if (id === null) return
      event.preventDefault()
      goTo(id)
    }
    window?.addEventListener('dblclick', onDoubleClick)
    return () => window?.removeEventListener('dblclick', onDoubleClick)
  }, [viewport, goTo])
}

function thingAt(target: EventTarget | null): ArtifactId | null {
  const body = target instanceof Element ? target.closest<HTMLElement>('.thing-body') : null
  return parseArtifactId(body?.dataset['thing'])
}

interface Arrival {
  readonly from: ArtifactId
  readonly host: ArtifactId
  /** How far the floor was scrolled when it was left. */
  readonly scrolled: number | undefined
}

function arrive(world: World, viewport: Viewport, { from, host, scrolled }: Arrival): void {
  const { window } = viewport
  if (!window) return
  const way = wayTo(world.view, from)
  const at = way.indexOf(host)
  const isOut = at >= 0
  slide(viewport.paper, isOut)
  // A person who was led here to a thing has it selected.
  const { id } = world.selection.now
  const isLed = id !== null && world.view.artifact(id)?.host === host
  const around = isOut ? way[at + 1] : undefined
  const inner = isLed && id !== around ? undefined : around
  if (inner === undefined) {
    window.focus({ preventScroll: true })
    if (!isOut && !isLed && world.following.now === null) afterDrawing(() => writeInside(viewport))
    return
  }
  world.selection.select(inner)
  // The page finds its height in the first frames.
  afterDrawing(() => {
    if (scrolled !== undefined) window.scrollTo({ top: scrolled })
    bringIntoView(world, viewport, inner)
    afterDrawing(() => {
      const body = window.querySelector<HTMLElement>(`[data-thing="${CSS.escape(inner)}"]`)
      if (world.selection.now.id === inner) (body ?? window).focus({ preventScroll: true })
    })
  })
}

/** Whoever goes into a thing by keys or a mouse is in its page; a finger asks for its own keyboard. */
function writeInside(viewport: Viewport): void {
  const page = floorPage(viewport)
  if (page?.isReadOnly === false && !matchMedia('(pointer: coarse)').matches) page.focus()
}

function slide(paper: HTMLElement | null, isOut: boolean): void {
  if (wantsReducedMotion()) return
  paper?.animate(
    [
      { opacity: 0.2, translate: `${isOut ? -SLIDE : SLIDE}px 0` },
      { opacity: 1, translate: '0 0' },
    ],
    { duration: SLIDE_MS, easing: EASE },
  )
}

/** How much of the window stays free above what is brought into view, in its pixels. */
const ABOVE = 120

/** Scrolls only where it is not to be seen; sideways, to the middle. */
function bringIntoView({ view }: World, viewport: Viewport, id: ArtifactId): void {
  const artifact = view.artifact(id)
  const box = artifact?.place && inWindow(viewport, artifact.place, artifact)
  if (!box) return
  const { left, top, right, bottom, room } = box
  const isWide = left >= 0 && right <= room.width
  const isHigh = top >= 0 && bottom <= room.height
  viewport.window?.scrollBy({
    left: isWide ? 0 : left + (right - left - room.width) / 2,
    top: isHigh ? 0 : top - ABOVE,
  })
}
