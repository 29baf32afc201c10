// Walk mode: one's avatar is here, goes where keys, fingers and presses lead, and the view follows it.
// Fetched when somebody first walks.
import { Footprints, MoveHorizontal } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { usePhone } from '../browser/media.ts'
import { useObservable } from '../browser/use-observable.ts'
import { notify } from '../notices/notices.ts'
import { go, replaceRoute, pathOfFloor, pathOfWorld } from '../navigation/route.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useRoot, useSync, useWorld, type World } from '../world/context/use-world.ts'
import { useSleepingHost } from '../world/peers/use-host.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { keysOf } from '../device/shortcuts.ts'
import { Link } from '../parts/route-link.tsx'
import { setMode } from '../world/play/mode.ts'
import { useMe, useRight, useYou } from '../world/play/you.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { followWith } from './camera.ts'
import { FollowLine } from './follow-line.tsx'
import { comeBack, comeHere, isComing, settingOutOn } from './mode-change.ts'
import { Pad } from './pad.tsx'
import { currentWalk, type WalkControl } from '../world/play/walk-session.ts'
import { startWalkControl, useChosen } from './walk-control.ts'
import { ActionMenu } from './action-menu.tsx'
import { useWalkKeys } from './use-keys.ts'
import { useWalkPresses } from './use-presses.ts'
import { quotedInWords } from '../words/quoted-names.ts'
import { WalkBar } from './walk-bar.tsx'
import { WalkNote } from './walk-note.tsx'
import './walk.css'

interface WalkingProps {
  /** The floor that is shown. */
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function Walking({ host, viewport }: WalkingProps) {
  const control = useWalkControl()
  useComing()
  return control && <WalkParts control={control} host={host} viewport={viewport} />
}

/** The walk of this tab; another one when the world is bound anew. */
function useWalkControl(): WalkControl | null {
  const world = useWorld()
  useEffect(() => {
    const control = startWalkControl(world)
    currentWalk.set(control)
    return () => {
      currentWalk.set(null)
      control.end()
    }
  }, [world])
  return useObservable(currentWalk)
}

/**
 * Comes into the world, unless one walks in another one just now; also back, after having been away for long.
 * A person who has just left it may be away here before this tab is told where they are: the node knows, and
 * brings nobody back from there.
 */
function useComing(): void {
  const world = useWorld()
  const { replica, trial } = world
  const you = useYou()
  const isHere = useMe() !== null
  const mayAct = atLeast(useRight(), 'act')
  useEffect(() => {
    const isFree = trial !== null || (you !== null && (you.at === null || you.at === replica.address))
    if (isHere || !isFree || !mayAct) return
    void comeBack(world, () => currentWalk.now?.world === world)
  }, [world, replica, trial, you, isHere, mayAct])
}

interface WalkPartsProps extends WalkingProps {
  readonly control: WalkControl
}

function WalkParts({ control, host, viewport }: WalkPartsProps) {
  const isPhone = usePhone()
  const chosen = useChosen(control)
  const root = useRoot()
  const me = useMe()
  const you = useYou()
  const { replica, trial } = useWorld()
  useWalkKeys(control)
  useFloorOfBody(me?.host ?? null, host)
  useCrossing(control)
  useCut(control)
  const elsewhere = trial === null && you?.at != null && you.at !== replica.address ? you.at : null
  return (
    <>
      <FollowLine control={control} />
      {!isPhone && <FitButton viewport={viewport} />}
      <div className="walk-over" data-here={me !== null || undefined}>
        <View key={host} control={control} viewport={viewport} isRoom={host !== root} />
        <Presses key={`presses ${host}`} control={control} viewport={viewport} />
        <FocusOnFloor key={`focus ${host}`} viewport={viewport} />
        <WalkNote control={control} viewport={viewport} />
        {me !== null && <ActionMenu control={control} viewport={viewport} />}
        {me !== null && (isPhone || chosen === null) && <WalkBar control={control} />}
        {me !== null && isPhone && <Pad control={control} />}
        {elsewhere !== null && !isComing(control.world) && !control.isCrossing() && (
          <Elsewhere at={elsewhere} />
        )}
      </div>
    </>
  )
}

/** A phone has its own buttons for that. */
function FitButton({ viewport }: Pick<ViewProps, 'viewport'>) {
  return (
    <div className="walk-fit">
      <IconButton
        label="Fit the whole width"
        keys={keysOf('walkFit')}
        onClick={() => viewport.zoom?.fitTo('floor')}
      >
        <MoveHorizontal size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function Presses({ control, viewport }: Omit<ViewProps, 'isRoom'>) {
  useWalkPresses(control, viewport)
  return null
}

/**
 * Keys are about walking from the start: the element with the focus is a button that is gone, or a page that
 * is not written now.
 */
function FocusOnFloor({ viewport }: { readonly viewport: Viewport }) {
  useEffect(() => {
    const { window } = viewport
    const active = document.activeElement
    window?.setAttribute('tabindex', '-1')
    if (active === null || active === document.body || active.closest('.bar, .dock, .floor-window') !== null)
      window?.focus({ preventScroll: true })
  }, [viewport])
  return null
}

/** The floor that one is on is the one that is shown. */
function useFloorOfBody(on: ArtifactId | 'limbo' | null, shown: ArtifactId): void {
  const { replica, view } = useWorld()
  const isSettingOut = useObservable(settingOutOn) === shown
  const before = useRef<typeof on>(null)
  useEffect(() => {
    const was = before.current
    before.current = on
    if (on === null || on === 'limbo' || on === shown || isSettingOut) return
    replaceRoute(pathOfFloor(replica.address, on === view.root ? null : on))
    // Who looks at another floor is led away from it without a step.
    if (was === null ? shown !== view.root : was === on)
      notify({ text: `You are ${whereIs(view, on)}. While you walk, you see the floor that you are on.` })
  }, [replica, view, on, shown, isSettingOut])
}

function whereIs(view: World['view'], host: ArtifactId): string {
  if (host === view.root) return 'on the world’s main floor'
  return `in ${quotedInWords(view.artifact(host)?.name ?? '')}`
}

/** A phone shows about so much of a floor, in pixels. */
const PHONE_WIDTH = 480

interface ViewProps {
  readonly control: WalkControl
  readonly viewport: Viewport
  /** It is not the floor of the world. */
  readonly isRoom: boolean
}

/** The view follows one; another view for each floor. */
function View({ control: { walker, onMove }, viewport, isRoom }: ViewProps) {
  const isPhone = usePhone()
  useEffect(() => {
    const { window, zoom } = viewport
    // Of a room one sees all that is in it.
    if (isPhone && isRoom) zoom?.fitTo('floor')
    else if (isPhone && window) zoom?.by(window.clientWidth / PHONE_WIDTH / viewport.scale())
    const stop = followWith(viewport, { here: walker.here, isWalking: walker.isWalking, onMove })
    return () => {
      stop()
      if (isPhone) zoom?.fitTo('text')
    }
  }, [walker, onMove, viewport, isPhone, isRoom])
  return null
}

/**
 * A person who went through a portal here goes on in the other world. Who stood here when its node fell
 * asleep is shown at home, where *leave* leads back; who only looks at the world stays on its page.
 */
function useCrossing(control: WalkControl): void {
  const you = useYou()
  const { replica, trial } = useWorld()
  const isAsleep = useSleepingHost() !== null
  const wasHere = useRef(false)
  const at = trial === null ? (you?.at ?? null) : null
  useEffect(() => {
    if (at === replica.address) wasHere.current = true
    if (at === null || at === replica.address) return
    if (!control.isCrossing() && !(isAsleep && wasHere.current)) return
    wasHere.current = false
    setMode(at, 'walk')
    go(pathOfWorld(at))
  }, [control, replica, at, isAsleep])
}

/** Without a connection one stands. */
function useCut(control: WalkControl): void {
  const { replica, trial } = useWorld()
  const isCut = useSync(replica).state === 'offline' && trial === null
  useEffect(() => {
    if (isCut) control.walker.cut()
  }, [control, isCut])
}

/** One walks in another world just now: somebody is in one place at a time. */
function Elsewhere({ at }: { readonly at: Address }) {
  const world = useWorld()
  const asleep = useSleepingHost()
  return (
    <output className="elsewhere">
      <Footprints size={17} aria-hidden="true" />
      <span>
        You are in <Link to={pathOfWorld(at)}>{at}</Link> now.
      </span>
      {asleep === null && <Button onClick={() => comeHere(world)}>Come here</Button>}
    </output>
  )
}
