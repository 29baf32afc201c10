// A world being played: this file puts the parts together, and says how a play begins and ends. What each
// part does is said where it is; play.ts says what this promises.
import { faultsOf, heldOf, liveMetaOf, timedIn, timersOf } from '../world/live/live-state.ts'
import type { ArtifactId } from '../world/address.ts'
import { linkOf } from '../world/live/live-document.ts'
import { createLiveWriter } from '../world/live/live-writer.ts'
import { createView, type Change } from '../world/view/world-view.ts'
import { makeEvent } from './acts/act-event.ts'
import { createAnsweredActions } from './people/answered-actions.ts'
import { createSlicedQueue } from './programs/sliced-queue.ts'
import { createEventDelivery } from './programs/event-delivery.ts'
import { createCrossing } from './crossings/world-crossing.ts'
import { subscriptionsOf } from './programs/remote-events.ts'
import { createProgramEffects } from './programs/program-effects.ts'
import { createProgramFaults } from './programs/program-faults.ts'
import { createPlayFollower } from './play-follower.ts'
import { createHandlerIndex } from './programs/handler-index.ts'
import { createWorldPause } from './programs/world-pause.ts'
import { createPendingWrites } from './documents/pending-writes.ts'
import { createRemotePrograms } from './programs/remote-programs.ts'
import { createRemoteProgramHost } from './programs/remote-program-host.ts'
import { createRemoteHeldThings } from './people/remote-held-things.ts'
import { createVisitingListeners } from './programs/visiting-listeners.ts'
import { createLoop } from './tick-loop.ts'
import { createStaleHostRepair } from './documents/stale-host-repair.ts'
import { createMotion } from './walking/walk-motion.ts'
import { createPages } from './documents/play-pages.ts'
import { createPatches } from './documents/sandbox-patches.ts'
import { createPersonActs } from './people/person-acts.ts'
import { createPendingAnswers } from './people/pending-program-answers.ts'
import { createPendingChanges } from './people/unrequested-changes.ts'
import type { Play, PlayOptions } from './play.ts'
import { createDeliveryQueues } from './programs/delivery-queues.ts'
import { createRunningPrograms } from './programs/running-programs.ts'
import { createStrandedPeople } from './people/stranded-people.ts'
import { createSpace } from './walking/floor-space.ts'
import type { ActContext } from './acts/act-context.ts'
import { createLiveCommits } from './documents/live-commits.ts'
import { createThings } from './documents/play-things.ts'
import { createHeldProperty } from './crossings/held-property.ts'
import { createTick } from './play-tick.ts'
import { createProgramTimers } from './programs/program-timers.ts'

/**
 * A world begins anew at most once in so many ms: each time all of it is told to its programs again, and a
 * world of twenty thousand things takes a tenth of a second for that.
 */
const RESET_MS = 1_000

export function createPlay(options: PlayOptions): Play {
  const { scene, live, clock, random } = options
  const remotePrograms = createRemotePrograms(options.sandbox)
  const { sandbox } = remotePrograms
  const now = (): number => clock.now()
  const before = liveMetaOf(live)
  const writer = createLiveWriter(scene, live)
  const writes = createPendingWrites(live, writer)
  const store = createLiveCommits({
    live,
    writer,
    writes,
    commit: options.commit,
    onStored: wake,
    onFailed: fail,
  })
  const view = options.view ?? createView(scene, live)
  const things = createThings(view, writes)
  const space = createSpace()
  const handlerIndex = createHandlerIndex(
    (id) => remotePrograms.of(id)?.floor() ?? things.get(id)?.host ?? null,
    (id) => remotePrograms.of(id)?.onListening(),
  )
  const listeners = createVisitingListeners({
    hostOf: (id) => things.get(id)?.host ?? null,
    onAnswered: wake,
  })
  const deliveries = createDeliveryQueues()
  const slicedQueue = createSlicedQueue(clock, writes)
  const timers = createProgramTimers(
    writes,
    (id) => timersOf(live, id),
    () => timedIn(live),
  )
  const faults = createProgramFaults(writes, (id) => faultsOf(live, id))
  const motion = createMotion({
    things,
    space,
    writes,
    now,
    tell({ event, subject: { id, host }, object, depth, at }) {
      delivery.tell(
        makeEvent(event, at, { subject: id, object, host: host === 'limbo' ? null : host }),
        depth,
      )
    },
  })
  const pages = createPages({
    view,
    live,
    things,
    writes,
    editPage: options.editPage,
    whyNot: options.whyNoPages ?? (() => null),
    onChanged(id) {
      remoteProgramHost.turnPage(id)
      wake()
    },
    onFailed: (id, error) => log(id, [`The page could not be written: ${String(error)}`]),
  })
  const repair = createStaleHostRepair({ view, writes, mend: options.repairScene, now, onDone: wake })
  const patches = createPatches(things, pages)
  const programs = createRunningPrograms({
    view,
    live,
    things,
    writes,
    deliveries,
    handlerIndex,
    timers,
    faults,
    motion,
    sandbox,
    now,
    since: () => hold.playedUntil(),
    write: store.write,
    apply: (wanted) => effects.apply(wanted),
    later: (act) => slicedQueue.add(act),
    log,
    onWake: (id) => remoteProgramHost.tellWake(id),
    onSwitched: (id) => options.onProgram?.(id),
  })
  const delivery = createEventDelivery(
    handlerIndex,
    programs,
    (id) => things.get(id)?.person ?? null,
    remotePrograms,
    listeners,
  )
  const context: ActContext = {
    world: options.world ?? null,
    things,
    space,
    motion,
    pages,
    writes,
    random,
    now,
    tell(event, depth) {
      // While a world is held nothing happens in it that programs would hear of; people come and go all the
      // same.
      if (!hold.isHeld()) delivery.tell(event, depth)
    },
    cross: (id, to, answer) => crossing.cross(id, to, answer),
    linkOf: (id) => linkOf(live, id),
    fetch: (body, link, at, answer) => links.fetch(body, link, at, answer),
    whisper: (to, whisper) => options.onWhisper?.(to, whisper),
  }
  const effects = createProgramEffects({
    context,
    handlerIndex,
    timers,
    programs,
    delivery,
    slicedQueue,
    remotePrograms,
    onCame: wake,
  })
  const hold = createWorldPause({
    motion,
    timers,
    writes,
    now,
    begin: programs.begin,
    playedUntil: before.seen ?? now(),
    isHeld: before.state === 'paused',
  })
  const heldProperty = createHeldProperty({ view, live, context, write: store.write })
  const crossing = createCrossing({
    view,
    live,
    context,
    store,
    heldProperty,
    carry: options.moveToWorld,
    isTicking: () => tick.isRunning(),
    wake,
    commit,
    onFailed: fail,
  })
  const isOver = (): boolean => hasEnded
  const links = createRemoteHeldThings({
    view,
    live,
    context,
    delivery,
    hold,
    fetch: options.fetchHeld,
    isOver,
    wake,
  })
  const remoteProgramHost = createRemoteProgramHost({
    remotePrograms,
    things,
    handlerIndex,
    delivery,
    programs,
    patches,
    pages,
    hold,
    now,
    isOver,
    wake,
  })
  const stranded = createStrandedPeople(context)
  const pendingAnswers = createPendingAnswers(delivery)
  const person = createPersonActs({
    context,
    delivery: pendingAnswers.delivery,
    heldProperty,
    controls: {
      isHeld: hold.isHeld,
      play: hold.play,
      pause: hold.pause,
      step: hold.step,
      reset,
      wake: programs.wake,
      isStarting: programs.isStarting,
    },
  })
  const actions = createAnsweredActions({ live, writes, now, person, onAsked: wake })
  const unrequested = createPendingChanges({ context, links, heldProperty, isOver, wake })
  const tick = createTick({
    actions,
    slicedQueue,
    crossing,
    hold,
    writes,
    listeners,
    repair,
    motion,
    pages,
    patches,
    deliveries,
    programs,
    stranded,
    sandbox,
    store,
    heldProperty,
    timers,
    pendingAnswers,
    unrequested,
    now,
    isOver,
    commit,
  })
  const following = createPlayFollower({
    things,
    space,
    motion,
    handlerIndex,
    listeners,
    patches,
    pages,
    repair,
    stranded,
    programs,
    remoteProgramHost,
    delivery,
    store,
    hold,
    tick,
    now,
  })
  const loop = createLoop({
    clock,
    next: tick.next,
    isAsked: () => actions.hasWaiting(),
    tick: tick.run,
    onFailed: fail,
  })
  let hasEnded = false
  let resetAt = -Infinity

  function log(id: ArtifactId, lines: readonly string[]): void {
    const at = Math.round(now())
    if (lines.length > 0)
      options.onLog(
        id,
        lines.map((text) => ({ at, text })),
      )
  }

  function wake(): void {
    if (!hasEnded) loop.wake()
  }

  function fail(error: unknown): void {
    if (hasEnded) return
    hasEnded = true
    slicedQueue.clear()
    close()
    const over = new Error('The play of this world is over.', { cause: error })
    actions.end(over)
    unrequested.fail(over)
    crossing.giveUp()
    options.onFailed(error)
  }

  function close(): void {
    unfollow()
    sandbox.close()
  }

  function commit(): void {
    const done = [...actions.takeDone(), ...unrequested.takeDone()]
    store.commit(() => {
      for (const tell of done) tell()
    })
  }

  function onChange(change: Change): void {
    if (hasEnded) return
    try {
      following.documents(change)
      wake()
    } catch (error) {
      fail(error)
    }
  }

  /** What has happened so far came before the edit, so it is written first, and the edit counts. */
  const onEdit = (): void => {
    if (!hasEnded) store.write()
  }

  function unfollow(): void {
    scene.off('beforeTransaction', onEdit)
    view.destroy()
  }

  function reset(): string | null {
    if (now() - resetAt < RESET_MS) return 'This world has just restarted. Wait a second and try again.'
    resetAt = now()
    for (const id of here()) {
      const thing = things.get(id)
      if (thing !== null) motion.halt(thing, now(), 'The world restarted.')
    }
    programs.end()
    motion.clear()
    timers.clear()
    faults.reset()
    pages.clear()
    // What was gathered is written before: outcomes that people are told must stay.
    store.replace((writer) => writer.reset())
    things.refresh()
    patches.whole()
    if (!hold.isHeld()) programs.begin()
    return null
  }

  /** Everybody who is here and not away. */
  function here(): readonly ArtifactId[] {
    return [...things.avatars()].filter(([, { isAway }]) => !isAway).map(([id]) => id)
  }

  things.follow(following.thing)
  things.refresh()
  heldProperty.begin()
  store.replace((writer) => {
    writer.begin()
    writer.setMeta({ epoch: options.epoch, ...(before.state === 'playing' && { seen: Math.round(now()) }) })
  })
  view.subscribe(onChange)
  scene.on('beforeTransaction', onEdit)
  if (hold.isHeld()) motion.takeUp(heldOf(live))
  else {
    motion.resume(now())
    programs.begin()
  }
  tick.noteMoved()
  wake()

  return {
    act: actions.act,
    depart: crossing.depart,
    receive: crossing.receive,
    dismiss: crossing.dismiss,
    here,
    has: (id) => things.get(id) !== null,
    runs: programs.runs,
    runElsewhere: remoteProgramHost.runElsewhere,
    deliverRemoteEvent: remoteProgramHost.deliverRemoteEvent,
    askRemote: remoteProgramHost.askRemote,
    subscriptions: (body) => subscriptionsOf(handlerIndex.handlersOf(body)),
    setVisitingListener: (body, listener) => void (hasEnded || listeners.set(body, listener)),
    away: unrequested.away,
    sendOut: unrequested.sendOut,
    putBack: unrequested.putBack,
    whyStays: heldProperty.whyStays,
    hasThingsToReturn: () => heldProperty.next() !== null,
    drive: unrequested.drive,
    goAbroad: unrequested.goAbroad,
    comeHome: unrequested.comeHome,
    setHeldLinks: unrequested.setHeldLinks,
    standInFor: links.shown,
    held: links.held,
    mayPutDown: links.mayPutDown,
    async stop() {
      if (hasEnded) return
      await crossing.end()
      await loop.end()
      if (hasEnded) return
      await pages.finish()
      if (hold.isHeld()) store.write()
      else store.replace((writer) => writer.setMeta({ seen: Math.round(now()) }))
      commit()
      hasEnded = true
      close()
      await store.finish()
      actions.end(null)
    },
  }
}
