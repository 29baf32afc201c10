// A world being played: this file puts the parts together, and says what happens in a tick. What each part does is said
// where it is; play.ts says what this promises.
import { faultsOf, heldOf, liveMetaOf, timedIn, timersOf } from '../world/now.ts'
import type { ArtifactId } from '../world/address.ts'
import { createLiveWriter } from '../world/live-write.ts'
import { createView, type Change } from '../world/view.ts'
import type { ThingData } from '../behavior/protocol.ts'
import { createActions } from './actions.ts'
import { createAgenda } from './agenda.ts'
import { createCourier } from './courier.ts'
import { createCrossing } from './crossing.ts'
import { createEffects } from './effects.ts'
import { createFaults } from './faults.ts'
import { createHearing } from './hearing.ts'
import { createHold } from './hold.ts'
import { createJournal } from './journal.ts'
import { createLending } from './lending.ts'
import { createLoop } from './loop.ts'
import { createMending } from './mending.ts'
import { createMotion } from './motion.ts'
import { createPages } from './pages.ts'
import { createPatches } from './patches.ts'
import { linkOf } from '../world/live.ts'
import { createLinks } from './links.ts'
import { avatarHere, goAway } from './coming.ts'
import { peoplesEvents } from './edits.ts'
import { createPerson } from './people/person.ts'
import { comeHome, goOut } from './people/travelling.ts'
import { createRescue } from './rescue.ts'
import { TICK_MS, type Play, type PlayOptions } from './play.ts'
import { createPost } from './post.ts'
import { createPrograms } from './programs.ts'
import { createSpace } from './space.ts'
import { happening, type Stage } from './stage.ts'
import { createStore } from './store.ts'
import { createThings } from './things.ts'
import { createTimers } from './timers.ts'

/** So often in a tick programs are given what came of what they did, as long as half of the tick is left. */
const ROUNDS_MAX = 20

const NO_FETCHING = 'That is not here, and there is no way to bring it.'
const PAUSED = 'This world is paused.'

export function createPlay(options: PlayOptions): Play {
  const { scene, live, clock, random } = options
  const lending = createLending(options.sandbox)
  const { sandbox } = lending
  const now = (): number => clock.now()
  const before = liveMetaOf(live)
  const writer = createLiveWriter(scene, live)
  const journal = createJournal(live, writer)
  const store = createStore({ live, writer, journal, commit: options.commit, onStored: wake, onFailed: fail })
  const view = createView(scene, live)
  const things = createThings(view, journal)
  const space = createSpace()
  const hearing = createHearing((id) => lending.of(id)?.floor() ?? things.get(id)?.host ?? null)
  const post = createPost()
  const agenda = createAgenda(clock)
  const timers = createTimers(
    journal,
    (id) => timersOf(live, id),
    () => timedIn(live),
  )
  const faults = createFaults(journal, (id) => faultsOf(live, id))
  const motion = createMotion({
    things,
    space,
    journal,
    now,
    tell({ event, subject: { id, host }, object, depth, at }) {
      courier.tell(happening(event, at, { subject: id, object, host: host === 'limbo' ? null : host }), depth)
    },
  })
  const pages = createPages({
    view,
    live,
    things,
    journal,
    editPage: options.editPage,
    onChanged(id) {
      turnPage(id)
      wake()
    },
    onFailed: (id, error) => log(id, [`The page could not be written: ${String(error)}`]),
  })
  const mending = createMending({ view, journal, mend: options.mend, now, onDone: wake })
  const patches = createPatches(things, pages)
  const programs = createPrograms({
    view,
    live,
    things,
    journal,
    post,
    hearing,
    timers,
    faults,
    motion,
    sandbox,
    now,
    since: () => hold.playedUntil(),
    write: store.write,
    apply: (wanted) => effects.apply(wanted),
    later: agenda.add,
    log,
    onWake(id) {
      const event = happening('wake', now(), { subject: id, host: floorOf(id) })
      if (lending.of(id) === null) courier.tell(event, 0)
      else courier.tellOne(event, id)
    },
    onSwitched: (id) => things.avatar(id) !== null && options.onProgram?.(id),
  })
  const courier = createCourier(hearing, programs, (id) => things.get(id)?.person ?? null, lending)
  const stage: Stage = {
    world: options.world ?? null,
    things,
    space,
    motion,
    pages,
    journal,
    random,
    now,
    tell(event, depth) {
      // While a world is held nothing happens in it that programs would hear of; people come and go all the same.
      if (!hold.isHeld()) courier.tell(event, depth)
    },
    cross: (id, to, answer) => crossing.cross(id, to, answer),
    linkOf: (id) => linkOf(live, id),
    fetch,
    whisper: (to, whisper) => options.onWhisper?.(to, whisper),
  }
  const effects = createEffects({
    stage,
    hearing,
    timers,
    programs,
    courier,
    agenda,
    lending,
    onCame: wake,
  })
  const hold = createHold({
    motion,
    timers,
    journal,
    now,
    begin: programs.begin,
    playedUntil: before.seen ?? now(),
    isHeld: before.state === 'paused',
  })
  const crossing = createCrossing({
    view,
    live,
    stage,
    store,
    carry: options.carry,
    isTicking: () => isTicking,
    wake,
    commit,
    onFailed: fail,
  })
  const links = createLinks({ view, live, stage })
  const rescue = createRescue(stage)
  const person = createPerson({
    stage,
    courier,
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
  const actions = createActions({ live, journal, now, person, onAsked: wake })
  const loop = createLoop({ clock, next, isAsked: () => actions.hasWaiting(), tick, onFailed: fail })
  let isOver = false
  let isTicking = false
  /** Something came into limbo or out of it, or is gone: programs may have to stop or start. */
  let hasMoved = false
  /** Who moved somebody, to be told when that is stored. */
  let gone: { readonly resolve: () => void; readonly reject: (why: Error) => void }[] = []

  function floorOf(id: ArtifactId): ArtifactId | null {
    const away = lending.of(id)
    if (away !== null) return away.floor()
    const host = things.get(id)?.host ?? null
    return host === 'limbo' ? null : host
  }

  /** A page, or what its anchors show, is another for programs. */
  function turnPage(id: ArtifactId): void {
    patches.page(id)
    lending.of(id)?.page(pages.text(id), pages.anchors(id))
  }

  function log(id: ArtifactId, lines: readonly string[]): void {
    const at = Math.round(now())
    if (lines.length > 0)
      options.onLog(
        id,
        lines.map((text) => ({ at, text })),
      )
  }

  /** Brings here what is elsewhere; whoever asked is told what came of it, if this play still is. */
  function fetch(...[body, link, at, answer]: Parameters<Stage['fetch']>): void {
    const where = linkOf(live, link)
    const fetching = (where !== null && options.fetch?.(body, where, at)) || Promise.resolve(NO_FETCHING)
    void fetching
      .catch(() => 'Something went wrong on the way. Try again.')
      .then((why) => {
        if (!isOver) answer(why)
        return wake()
      })
  }

  function wake(): void {
    if (!isOver) loop.wake()
  }

  function fail(error: unknown): void {
    if (isOver) return
    isOver = true
    agenda.clear()
    close()
    const over = new Error('The play of this world is over.', { cause: error })
    actions.end(over)
    for (const { reject } of gone) reject(over)
    void crossing.end()
    options.onFailed(error)
  }

  function close(): void {
    unfollow()
    sandbox.close()
  }

  /** When there is something to do; the past means now. */
  function next(): number | null {
    if (store.isBehind() || crossing.isStill()) return null
    const isPlaying = !hold.isHeld()
    if (actions.hasWaiting() || hasMoved || !journal.isEmpty()) return 0
    if (isPlaying && (!post.isEmpty() || programs.hasToStart())) return 0
    const dues = [
      programs.code.next(),
      pages.next(),
      mending.next(),
      ...(isPlaying ? [motion.next(), timers.next()] : []),
    ]
    const times = dues.filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  async function tick(): Promise<void> {
    isTicking = true
    await happen()
    isTicking = false
    crossing.rest()
  }

  /** All that happens in a tick. */
  async function happen(): Promise<void> {
    const began = now()
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (isOver) return
      // First: a program that is about to start hears what is done to its thing now.
      takeNote()
      actions.step()
      advance()
      if (hold.isHeld() || post.isEmpty()) break
      await run()
      if (now() - began >= TICK_MS / 2) break
    }
    if (isOver) return
    rescue.step()
    hold.settle()
    commit()
  }

  function commit(): void {
    const done = [...actions.takeDone(), ...gone.map(({ resolve }) => resolve)]
    gone = []
    store.commit(() => {
      for (const tell of done) tell()
    })
  }

  /** Takes note of what came and went, and of code that is finished. */
  function takeNote(): void {
    rescue.step()
    if (hasMoved) {
      hasMoved = false
      programs.moved()
    }
    programs.code.step(now())
    pages.step(now())
    mending.step(now())
  }

  /** Does what is due. */
  function advance(): void {
    const at = now()
    if (hold.isHeld()) return
    motion.step(at)
    beat(at)
    programs.startSome()
  }

  function beat(at: number): void {
    const beats = timers.take(at)
    for (const { artifact, timer, missed, given } of beats) {
      const delivery = { type: 'timer', timer, missed } as const
      programs.deliver(artifact, { delivery, depth: 0, again: null, done: (result) => result && given() })
    }
    if (beats.length > 0 && timers.hasStored()) hold.mark(at)
  }

  async function run(): Promise<void> {
    const patch = patches.take()
    if (patch !== null) sandbox.patch(patch)
    const dones = await sandbox.run(post.take())
    if (isOver) return
    // What walked meanwhile is where it is now.
    motion.step(now())
    post.settle(dones)
    await agenda.work()
  }

  function follow(before: ThingData | null, after: ThingData | null): void {
    const id = after?.id ?? before?.id
    if (id === undefined) return
    if (after === null) space.remove(id)
    else space.put(after)
    patches.thing(id)
    rescue.follow(before, after)
    if (after === null || before === null) turnPage(id)
    if (before?.host !== after?.host) {
      if (lending.of(id) === null) hearing.moved(id, after?.host ?? null)
      if (after === null || before?.host === 'limbo' || after.host === 'limbo') hasMoved = true
    }
    // Somebody went away or came back, with what they hold.
    if (before?.person !== after?.person && things.on(id).length > 0) hasMoved = true
    motion.follow(before, after)
  }

  /** Takes over what the documents say now: what people edited, and what was written here. */
  function onChange({ artifacts, texts, settings, meta }: Change): void {
    if (isOver) return
    const isOwn = store.isWriting()
    const changed = things.refresh(meta ? undefined : artifacts)
    const typed = pages.changed(texts)
    mending.changed({ artifacts, meta })
    programs.code.changed(texts, now(), !isOwn)
    const set = programs.set(settings)
    if (!isOwn && !hold.isHeld()) {
      for (const event of peoplesEvents({ changed, typed, settings: set, things, at: now() })) {
        courier.tell(event, 0)
      }
    }
    wake()
  }

  function guardedChange(change: Change): void {
    try {
      onChange(change)
    } catch (error) {
      fail(error)
    }
  }

  /** What has happened so far came before the edit, so it is written first, and the edit counts. */
  const onEdit = (): void => {
    if (!isOver) store.write()
  }

  function unfollow(): void {
    scene.off('beforeTransaction', onEdit)
    view.destroy()
  }

  function reset(): null {
    for (const id of here()) {
      const thing = things.get(id)
      if (thing !== null) motion.halt(thing, now(), 'The world began anew.')
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

  /** Has somebody moved, for whom nobody asked here; resolves when that is stored. */
  function move(act: () => void): Promise<void> {
    if (isOver) return Promise.resolve()
    act()
    return new Promise((resolve, reject) => {
      gone.push({ resolve, reject })
      wake()
    })
  }

  things.follow(follow)
  things.refresh()
  store.replace((writer) => {
    writer.begin()
    writer.setMeta({ epoch: options.epoch, ...(before.state === 'playing' && { seen: Math.round(now()) }) })
  })
  view.subscribe(guardedChange)
  scene.on('beforeTransaction', onEdit)
  if (hold.isHeld()) motion.takeUp(heldOf(live))
  else {
    motion.resume(now())
    programs.begin()
  }
  hasMoved = true
  wake()

  return {
    act: actions.act,
    depart: crossing.depart,
    receive: crossing.receive,
    dismiss: crossing.dismiss,
    here,
    runs: programs.runs,
    lend(body, away) {
      if (isOver || lending.of(body) === away) return
      programs.anew(body, () => lending.lend(body, away))
      turnPage(body)
      wake()
    },
    hear(body, event) {
      const away = lending.of(body)
      if (isOver || away === null || hold.isHeld()) return
      hearing.moved(body, away.floor())
      courier.tellOne(event, body)
      wake()
    },
    away(body) {
      return avatarHere(things, body) === null ? Promise.resolve() : move(() => goAway(stage, body))
    },
    out: (body, leaving) => move(() => goOut(stage, body, leaving)),
    home: (body, from) => move(() => comeHome(stage, body, from)),
    hold: (body, node, held) =>
      isOver || !links.set(body, node, held) ? Promise.resolve() : move(() => undefined),
    shown: (body, link) => links.shown(body, link),
    held: (body) => links.held(body),
    mayPutDown(body, link) {
      const host = things.get(body)?.host ?? null
      if (isOver || hold.isHeld()) return Promise.resolve(PAUSED)
      const object = links.shown(body, link)
      const event = happening('putDown', now(), {
        subject: body,
        object,
        host: host === 'limbo' ? null : host,
      })
      return new Promise((resolve) => {
        courier.ask(event, 0, resolve)
        wake()
      })
    },
    async stop() {
      if (isOver) return
      await crossing.end()
      await loop.end()
      if (isOver) return
      await pages.finish()
      if (hold.isHeld()) store.write()
      else store.replace((writer) => writer.setMeta({ seen: Math.round(now()) }))
      commit()
      isOver = true
      close()
      await store.finish()
      actions.end(null)
    },
  }
}
