// A world: the bar, the floor, and what lies open beside it.
import { memo, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { Address, ArtifactId } from '../../../shared/world/address.ts'
import { isFramed } from '../../api/frame-guest.ts'
import { BannerFrame } from '../../account/banner/node-banner.tsx'
import { usePhone } from '../../browser/media.ts'
import { useMe, type Person } from '../../session/me.ts'
import { endFirstLines, tellFirstView } from '../../device/first-view.ts'
import { useOutlineShown } from '../../world/outline-shown.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { useDelay } from '../../browser/use-delay.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'
import { showSelected } from '../../world/people/others.ts'
import type { Mode } from '../../world/play/mode.ts'
import { useMode, useRight } from '../../world/play/you.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import { useKey } from '../../sharing/closed/use-link-key.ts'
import { queuePaletteKey } from '../../floor/gestures/early-input.ts'
import { Bar } from './world-bar.tsx'
import { Floor } from '../../floor/floor-view.tsx'
import {
  Commands,
  Dock,
  FLOOR_SLOTS,
  FloorDrop,
  FloorLines,
  FollowBand,
  OutlineSide,
  PastBand,
  PeopleAround,
  SendingMark,
  SidePanel,
  TakeBack,
  Timeline,
  TrialBand,
  WalkFoot,
  Walking,
} from './lazy-parts.ts'
import { openWorld, type OpenWorld } from '../../world/opening/open-world.ts'
import { createSelection } from '../../world/context/selection.ts'
import { createViewport, type Viewport } from '../../world/geometry/viewport.ts'
import { useRoute } from '../../navigation/route.ts'
import { useAskedTakingBack } from '../../world/taking-back.ts'
import { showTimeline, useTimelineShown } from '../../world/timeline-shown.ts'
import { ShownFloor, useAskedFloor, useUnfocusOnFloorChange } from '../../world/shown-floor.ts'
import { useSync, useTitle, useWorld, WorldContext } from '../../world/context/use-world.ts'
import './world-screen.css'

/** Few people open a world that is closed to them. */
const ClosedWorld = lazyWithRetry(() => import('./closed-world.tsx'))
/** Few worlds take so long that something is said of it. */
const ArrivingWords = lazyWithRetry(() => import('./arriving-words.tsx'))
const ReaderGate = lazyWithRetry(() => import('../sign-in/reader-gate.tsx'))
const FrameLine = lazyWithRetry(() => import('./frame-line.tsx'))
const ReaderLine = lazyWithRetry(() => import('../../account/reader-line.tsx'))

interface WorldScreenProps {
  readonly address: Address
  /** The thing whose floor is asked for; null: the world's own. */
  readonly floor: ArtifactId | null
}

export default function WorldScreen(props: WorldScreenProps) {
  const { person } = useMe()
  if (person.kind !== 'nobody') return <Entered {...props} />
  return (
    <Suspense fallback={null}>
      <ReaderGate address={props.address}>
        <Entered {...props} />
      </ReaderGate>
    </Suspense>
  )
}

function Entered({ address, floor }: WorldScreenProps) {
  const { person } = useMe()
  const isUsingKey = useKey(address)
  const open = useOpenWorld(person, address, isUsingKey)
  return open && <OpenWorldScreen open={open} floor={floor} isReader={person.kind === 'nobody'} />
}

/** The world, open for as long as this screen is shown, once nothing has to come first. */
function useOpenWorld(person: Person, address: Address, isWaiting: boolean): OpenWorld | null {
  const [world] = useState(() => new Observable<OpenWorld | null>(null))
  // A person who takes another name or look stays where they are.
  const latest = useRef(person)
  useEffect(() => {
    latest.current = person
  })
  const { id } = person
  useEffect(() => {
    if (isWaiting) return undefined
    const opened = openWorld({ ...latest.current, id }, address)
    world.set(opened)
    return () => {
      world.set(null)
      opened.close()
    }
  }, [world, id, address, isWaiting])
  return useObservable(world)
}

interface OpenWorldProps {
  readonly open: OpenWorld
  readonly floor: ArtifactId | null
  /** Somebody only looks, who did not say who they are. */
  readonly isReader: boolean
}

function OpenWorldScreen({ open, floor, isReader }: OpenWorldProps) {
  const { replica } = open
  const sync = useSync(replica)
  const bound = useSyncExternalStore(open.onRebound, () => open.bound)
  const [selection] = useState(createSelection)
  const [following] = useState(() => new Observable<number | null>(null))
  const world = useMemo(
    () => ({ ...bound, replica, selection, following, tryOut: open.tryOut, showPast: open.showPast }),
    [bound, replica, selection, following, open],
  )
  const wasIn = useWasIn(sync)
  if (sync.state === 'closed') {
    return (
      <Suspense fallback={null}>
        <ClosedWorld replica={replica} closed={sync} wasIn={wasIn} />
      </Suspense>
    )
  }
  return (
    <WorldContext value={world}>
      {(isFramed || isReader) && (
        <BannerFrame stays={isFramed}>{isFramed ? <FrameLine floor={floor} /> : <ReaderLine />}</BannerFrame>
      )}
      <WorldParts asked={floor} />
    </WorldContext>
  )
}

/** Whether the server had one in the world since this page opened it. */
function useWasIn({ state }: SyncState): boolean {
  const isIn = state === 'saved' || state === 'saving'
  const [wasIn, setWasIn] = useState(isIn)
  if (isIn && !wasIn) setWasIn(true)
  return wasIn
}

/** Tells the others what is selected here; who walks has nothing in hand to edit. */
function useShownSelection(mode: Mode): void {
  const { presence, selection } = useWorld()
  useEffect(() => {
    const show = (): void => showSelected(presence, mode === 'walk' ? [] : selection.now.ids)
    show()
    return selection.subscribe(show)
  }, [presence, selection, mode])
}

/** Not drawn anew when an edit is on its way or saved: that is so for every letter. */
const WorldParts = memo(function WorldParts({ asked }: { readonly asked: ArtifactId | null }) {
  const { replica, trial, past } = useWorld()
  const host = useAskedFloor(asked)
  const title = useTitle()
  const isPhone = usePhone()
  const mode = useMode()
  const mayEdit = atLeast(useRight(), 'edit')
  const [viewport] = useState(createViewport)
  useUnfocusOnFloorChange(host)
  useShownSelection(mode)
  useEffect(queuePaletteKey, [])
  return (
    <ShownFloor value={host}>
      <div className="world" data-mode={mode} data-past={past?.kind}>
        <title>{title === '' ? replica.address : `${title} · Inkland`}</title>
        <Bar host={host} viewport={viewport} />
        <TakeBackPlace />
        {past !== null && (
          <Suspense fallback={null}>
            <PastBand viewport={viewport} />
          </Suspense>
        )}
        {trial && past === null && (
          <Suspense fallback={null}>
            <TrialBand trial={trial} />
          </Suspense>
        )}
        <Suspense fallback={null}>
          <Commands viewport={viewport} />
        </Suspense>
        <div className="world-body">
          {!isPhone && mayEdit && <OutlinePlace viewport={viewport} />}
          {host === null ? <Arriving /> : <FloorPlace host={host} viewport={viewport} mode={mode} />}
          <Suspense fallback={null}>
            <PeopleAround viewport={viewport} />
            <FollowBand viewport={viewport} />
            {host !== null && mode === 'write' && <FloorDrop host={host} viewport={viewport} />}
            <SendingMark />
            <SidePanel viewport={viewport} />
          </Suspense>
        </div>
        <TimelinePlace />
        {host !== null && <WalkFootPlace />}
        {isPhone && host !== null && (
          <Suspense fallback={<div className="dock-place" />}>
            <Dock host={host} viewport={viewport} />
          </Suspense>
        )}
      </div>
    </ShownFloor>
  )
})

/** Closed unless somebody asks for it, or came by a link to a moment of the past. */
function TimelinePlace() {
  const route = useRoute()
  const isAsked = route.screen === 'world' && route.at !== undefined
  useEffect(() => {
    if (isAsked) showTimeline()
  }, [isAsked])
  if (!useTimelineShown()) return null
  return (
    <Suspense fallback={null}>
      <Timeline />
    </Suspense>
  )
}

/** The question whether edits are to be taken back. */
function TakeBackPlace() {
  if (useAskedTakingBack() === null) return null
  return (
    <Suspense fallback={null}>
      <TakeBack />
    </Suspense>
  )
}

/** Only who walks has something at the foot of the floor. */
function WalkFootPlace() {
  if (useMode() !== 'walk') return null
  return (
    <Suspense fallback={<div className="walk-foot-place" />}>
      <WalkFoot />
    </Suspense>
  )
}

interface FloorPlaceProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  readonly mode: Mode
}

/** The floor, and what lies over it while one walks. */
function FloorPlace({ host, viewport, mode }: FloorPlaceProps) {
  return (
    <div className="floor-place">
      <Floor key={host} host={host} viewport={viewport} slots={FLOOR_SLOTS} />
      <Suspense fallback={null}>
        <FloorLines host={host} viewport={viewport} />
      </Suspense>
      {mode === 'walk' && (
        <Suspense fallback={null}>
          <Walking host={host} viewport={viewport} />
        </Suspense>
      )}
    </div>
  )
}

/** The outline takes its room from the start, so that the page does not jump when it comes. */
function OutlinePlace({ viewport }: { readonly viewport: Viewport }) {
  const { isOpen } = useOutlineShown()
  if (!isOpen) return null
  return (
    <Suspense fallback={<div className="outline-place" />}>
      <OutlineSide viewport={viewport} />
    </Suspense>
  )
}

/** Nothing is said of a wait that is shorter. */
const SHOW_DELAY_MS = 300
/** So long, in ms, the code that can wait for a world's first copy does wait for it. */
const COPY_WITHIN_MS = 2_000

/** Before the first copy of a world is here. Said only when it takes long. */
function Arriving() {
  const isLong = useDelay(SHOW_DELAY_MS)
  const isLate = useDelay(COPY_WITHIN_MS)
  useEffect(() => {
    if (isLate) {
      endFirstLines()
      tellFirstView()
    }
  }, [isLate])
  return (
    <main className="arriving" aria-busy="true">
      {isLong && (
        <Suspense fallback={null}>
          <ArrivingWords />
        </Suspense>
      )}
    </main>
  )
}
