// Standing up and kneeling: from writing a world to walking in it, and back to its page, where one stands.
import type { Action } from '../../shared/play/acts/action.ts'
import { nodeOf, type ArtifactId } from '../../shared/world/address.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
import { pause } from '../../shared/time/time-limit.ts'
import { Observable } from '../device/observable.ts'
import { systemClock } from '../device/system-clock.ts'
import { notify } from '../notices/notices.ts'
import { setMode } from '../world/play/mode.ts'
import { floorPage } from '../world/floor-page.ts'
import { hostIn } from '../world/peers/host-state.ts'
import { bodyIn, meIn, onYou, youIn } from '../world/play/you.ts'
import { afterDrawing } from '../browser/later.ts'

/** In which worlds one is just coming. */
const coming = new Set<World['owner']>()
export const isComing = ({ owner }: World): boolean => coming.has(owner)

/**
 * The floor that somebody looks at and is about to stand on: until they do, the view does not follow them to
 * where they were.
 */
export const settingOutOn = new Observable<ArtifactId | null>(null)

/** Comes into this world, from anywhere. */
async function visit(world: World): Promise<void> {
  const why = await come(world, { verb: 'visit' })
  if (why !== null) (await import('./offer-put-back.ts')).sayWhyNot(world.owner, why, () => void visit(world))
}

/** The same by a press, which shows something at once: that one goes, or that nobody answers there. */
export function comeHere(world: World): void {
  const { replica, trial } = world
  const host = trial === null ? hostIn(replica) : null
  if (host?.state === 'asleep') {
    const { node, why } = host
    const text = why === undefined ? `${node} is asleep. You can come here when it wakes.` : why
    return notify({ text })
  }
  notify({ text: `You are going to ${replica.address}.` })
  void visit(world)
}

/**
 * Comes back into this world. A person who is elsewhere by now, or was sent out, is told so by the screen
 * alone, in a moment.
 */
export async function comeBack(world: World, isWanted: () => boolean): Promise<void> {
  const why = await come(world, { verb: 'visit', back: true })
  if (why === null) return
  await pause(systemClock, MOMENT_MS)
  if (isWanted()) notify({ text: why })
}

/** Until a screen has heard of it, in ms. */
const MOMENT_MS = 1500

/** Answers why one could not. */
async function come(world: World, action: Action): Promise<string | null> {
  const { owner } = world
  if (coming.has(owner)) return null
  coming.add(owner)
  await untilGreeted(world)
  const { ok, why } = await owner.act(action)
  coming.delete(owner)
  return ok ? null : why
}

/**
 * Waits for the node's first word about who one is here: before it, no action can be asked. Where there is no
 * connection, nothing is waited for.
 */
function untilGreeted({ replica, trial }: World): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const isOpening = (): boolean => ['opening', 'saving', 'saved'].includes(replica.sync.state)
  const look = (): void => {
    if (trial !== null || youIn(replica) !== null || !isOpening()) resolve()
  }
  const stops = [onYou(replica, look), replica.onSync(look)]
  look()
  return promise.finally(() => stops.forEach((stop) => stop()))
}

/**
 * Stands up on the floor that is `shown`. Where that is refused, one stands where one is: the own body is no
 * place to stand, and nodes of an earlier version do not know this form of the action.
 */
async function setOut(world: World, shown: ArtifactId | null): Promise<void> {
  const me = meIn(world)
  const isOfOurs = world.trial !== null || nodeOf(world.replica.address) === null
  if (shown !== null && shown !== me?.host && shown !== bodyIn(world) && isOfOurs) {
    settingOutOn.set(shown)
    const why = await come(world, { verb: me === null ? 'visit' : 'stand', on: shown })
    settingOutOn.set(null)
    if (why === null) return
    if (me !== null) notify({ text: why })
  }
  if (me === null) await visit(world)
  else if (me.avatar?.isKneeling === true) await world.owner.act({ verb: 'stand' })
}

/** Walks on the floor that is `shown`: whoever may edit the world goes there by no door. */
export function switchToWalking(world: World, isPhone: boolean, shown: ArtifactId | null): void {
  const { id, panel } = world.selection.now
  // What its code logs is followed beside one's walk, where there is room.
  const isFollowed = !isPhone && panel.kind === 'inspector' && id !== null && world.programs.of(id) !== null
  if (!isFollowed) {
    world.selection.select(null)
    if (panel.kind === 'inspector') world.selection.open({ kind: 'none' })
  }
  void setOut(world, shown)
  // Keys from now on are not text.
  const active = document.activeElement
  if (active instanceof HTMLElement && active.closest('.floor-window')) active.blur()
  setMode(world.replica.address, 'walk')
}

/** Writes: at one's last place of writing, or, on a floor where one has not written yet, where one stands. */
export function switchToWriting(world: World, viewport: Viewport): void {
  const spot = feetOf(world, viewport)
  if (meIn(world)?.avatar?.isKneeling === false) void world.owner.act({ verb: 'kneel' })
  setMode(world.replica.address, 'write')
  // The page can be written from the next frame on.
  afterDrawing(() => putCursor(viewport, spot))
}

interface OnScreen {
  readonly x: number
  readonly y: number
}

/** Where one's feet are on the screen; null: one is not on the shown floor. */
function feetOf(world: World, viewport: Viewport): OnScreen | null {
  const { paper } = viewport
  const me = meIn(world)
  if (!paper || me?.place == null) return null
  const { left, top } = paper.getBoundingClientRect()
  const scale = viewport.scale()
  return {
    x: left + (me.place.x + me.look.width / 2) * scale,
    y: top + (me.place.y + me.look.height / 2) * scale,
  }
}

function putCursor(viewport: Viewport, spot: OnScreen | null): void {
  const page = floorPage(viewport)
  if (!page) return
  const { head } = page.selection()
  // Nobody has put it anywhere yet.
  if (head > 0) page.bringIntoSight(head, 'nearest')
  else if (spot !== null) page.select(page.placeNear(spot))
  page.focus()
}
