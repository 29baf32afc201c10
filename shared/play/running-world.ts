// The parts of a running world, in the order in which they are built: each part rests on those before it.
import type { ArtifactId } from '../world/address.ts'
import { linkOf } from '../world/live/live-document.ts'
import { liveMetaOf, timedIn, timersOf } from '../world/live/live-state.ts'
import type { ActContext } from './acts/act-context.ts'
import { makeEvent } from './acts/act-event.ts'
import { createHeldProperty, type HeldProperty } from './crossings/held-property.ts'
import { createOwnerRequests } from './crossings/owner-requests.ts'
import { createCrossing, type Crossing } from './crossings/world-crossing.ts'
import { createPlayDocuments, type PlayDocuments } from './documents/play-documents.ts'
import { createSoundState, type SoundState } from './acts/sound-state.ts'
import { createWebState, type WebState } from './acts/web-state.ts'
import { createPersonalState, type PersonalState } from './acts/personal-state.ts'
import { createPlayPeople, type PlayPeople } from './people/play-people.ts'
import type { PlayOptions } from './play.ts'
import { createEventDelivery, type EventDelivery } from './programs/event-delivery.ts'
import { createHandlerIndex, type HandlerIndex } from './programs/handler-index.ts'
import { createPlayPrograms, type PlayPrograms } from './programs/play-programs.ts'
import { createProgramTimers, type ProgramTimers } from './programs/program-timers.ts'
import { createRemotePrograms } from './programs/remote-programs.ts'
import { createVisitingListeners, type VisitingListeners } from './programs/visiting-listeners.ts'
import { createWorldControls } from './programs/world-controls.ts'
import { createWorldPause, type WorldPause } from './programs/world-pause.ts'
import type { Loop } from './tick-loop.ts'
import { createSpace, type Space } from './walking/floor-space.ts'
import { createMotion, type Motion } from './walking/walk-motion.ts'
import { createWalkTouches, type WalkTouches } from './walking/walk-touches.ts'
import type { WalkEvent } from './walking/walk-progress.ts'

export interface RunningWorld {
  /** The present state, and the changes that are still to be stored. */
  readonly documents: PlayDocuments
  /** The handlers that hear of events. */
  readonly handlerIndex: HandlerIndex
  readonly listeners: VisitingListeners
  readonly delivery: EventDelivery
  /** Where things stand and walk. */
  readonly space: Space
  readonly motion: Motion
  /** What walkers come onto. */
  readonly touches: WalkTouches
  /** Timers, and whether time passes. */
  readonly timers: ProgramTimers
  readonly pause: WorldPause
  readonly programs: PlayPrograms
  readonly heldProperty: HeldProperty
  readonly people: PlayPeople
  /** What programs show and ask single people. */
  readonly personal: PersonalState
  /** The sounds that programs make. */
  readonly sounds: SoundState
  /** What programs ask of addresses outside. */
  readonly web: WebState
  readonly crossing: Crossing
  /** Sends what was gathered on its way to the disk, and tells people once it is there. */
  readonly commit: () => void
  /** Ends the sandbox. */
  readonly closeSandbox: () => void
}

export function createRunningWorld(options: PlayOptions, loop: Loop): RunningWorld {
  const { live, clock, isDraft } = options
  const { isOver, wake, fail } = loop
  const now = (): number => clock.now()
  const log = consoleOf(options)
  const remotePrograms = createRemotePrograms(options.sandbox)
  const { sandbox } = remotePrograms
  const documents = createPlayDocuments({ ...options, now, log, isOver, wake, fail })
  const { view, things, writes, commits } = documents

  const hostOf = (id: ArtifactId) => things.get(id)?.host ?? null
  const handlerIndex = createHandlerIndex(
    (id) => remotePrograms.of(id)?.floor() ?? hostOf(id),
    (id) => remotePrograms.of(id)?.onListening(),
  )
  const listeners = createVisitingListeners({ hostOf, onAnswered: wake })
  const delivery = createEventDelivery({ handlerIndex, listeners, things, remotePrograms })

  const space = createSpace()
  const motion = createMotion({ things, space, writes, now, tell: (walk) => tellWalk(delivery, walk) })
  const touches = createWalkTouches({
    things,
    space,
    now,
    isHeard: () => handlerIndex.hasAny('on', 'touch'),
    tell({ walker, thing, at }) {
      const host = walker.host === 'limbo' ? null : walker.host
      delivery.tell(makeEvent('touch', at, { subject: walker.id, object: thing.id, host }), 0)
    },
  })
  const timers = createProgramTimers(
    writes,
    (id) => timersOf(live, id),
    () => timedIn(live),
  )
  const { seen, state } = liveMetaOf(live)
  const isHeld = state === 'paused'
  const pause = createWorldPause({ motion, timers, writes, now, playedUntil: seen ?? now(), isHeld })

  const personal = createPersonalState({
    now,
    random: options.random,
    isKnown: (id) => things.avatar(id) !== null,
    onNews: wake,
  })
  const sounds = createSoundState(now, wake)
  const web = createWebState({ ...options, now, onNews: wake })
  const linkIn = (id: ArtifactId) => linkOf(live, id)
  const requests = createOwnerRequests({ ...options, linkOf: linkIn, isOver, wake })
  const context: ActContext = {
    world: options.world ?? null,
    things,
    space,
    motion,
    pages: documents.pages,
    writes,
    random: options.random,
    now,
    tell(event, depth) {
      // While a world is paused nothing happens in it that programs would hear of; people come and go all the
      // same.
      if (!pause.isHeld()) delivery.tell(event, depth)
    },
    hears: (event, id) => remotePrograms.of(id) === null && handlerIndex.ofOne('on', event, id) !== null,
    cross: requests.cross,
    linkOf: linkIn,
    fetch: requests.fetch,
    personal,
    sounds,
    web,
    whisper: (to, whisper) => options.onWhisper?.(to, whisper),
  }

  const acting = { documents, delivery, motion, pause, context, personal, web, isOver, wake, now }
  const onSwitched = (id: ArtifactId) => options.onProgram?.(id)
  const programs = createPlayPrograms({
    ...acting,
    handlerIndex,
    timers,
    remotePrograms,
    clock,
    log,
    onSwitched,
  })
  const heldProperty = createHeldProperty({ view, live, context, isDraft, write: commits.write })
  const controls = createWorldControls({ ...acting, programs })
  const people = createPlayPeople({ ...acting, heldProperty, controls })
  const commit = createCommit(options, { people, personal, sounds, web, commits })
  const crossing = createCrossing({
    ...acting,
    heldProperty,
    requests,
    isDraft,
    commit,
    onFailed: fail,
  })
  return {
    documents,
    handlerIndex,
    listeners,
    delivery,
    space,
    motion,
    touches,
    timers,
    pause,
    programs,
    heldProperty,
    people,
    personal,
    sounds,
    web,
    crossing,
    commit,
    closeSandbox: () => sandbox.close(),
  }
}

type CommitParts = Pick<RunningWorld, 'people' | 'personal' | 'sounds' | 'web'> &
  Pick<PlayDocuments, 'commits'>

/** Stores what a tick changed; then tells what happened with it, and answers. */
function createCommit(
  { onPersonal, onSounds }: PlayOptions,
  { people, personal, sounds, web, commits }: CommitParts,
): () => void {
  return () => {
    const done = people.takeDone()
    const news = personal.takeNews()
    const made = sounds.takeNews()
    const begun = web.takeNews()
    commits.commit(() => {
      for (const [person, change] of news) onPersonal?.(person, change)
      for (const [to, heard] of made) onSounds?.(to, heard)
      for (const begin of begun) begin()
      for (const tell of done) tell()
    })
  }
}

function tellWalk(delivery: Pick<EventDelivery, 'tell'>, walk: WalkEvent): void {
  const { event, subject, object, depth, at } = walk
  const { id, host } = subject
  delivery.tell(makeEvent(event, at, { subject: id, object, host: host === 'limbo' ? null : host }), depth)
}

function consoleOf({ clock, onLog }: PlayOptions): (id: ArtifactId, lines: readonly string[]) => void {
  return (id, lines) => {
    const at = Math.round(clock.now())
    if (lines.length > 0)
      onLog(
        id,
        lines.map((text) => ({ at, text })),
      )
  }
}
