// A play of a world: how it begins, goes on and ends. running-world.ts has its parts, and play.ts its
// interface.
import { heldOf, liveMetaOf } from '../world/live/live-state.ts'
import { createPlayFollower } from './play-follower.ts'
import { createTick } from './play-tick.ts'
import type { Play, PlayOptions } from './play.ts'
import { subscriptionsOf } from './programs/remote-events.ts'
import { createRunningWorld } from './running-world.ts'
import { createLoop } from './tick-loop.ts'

export function createPlay(options: PlayOptions): Play {
  const { live, clock, epoch } = options
  const now = (): number => clock.now()
  const before = liveMetaOf(live)
  const loop = createLoop(clock)
  const { isOver, wake } = loop
  const world = createRunningWorld(options, loop)
  const { documents, handlerIndex, listeners, pause, programs, heldProperty, people, crossing } = world
  const { things, pages, commits } = documents
  const { remote, running } = programs
  const tick = createTick(world, now, isOver)
  const follower = createPlayFollower(world, now)

  function close(): void {
    documents.close()
    world.web.end()
    world.closeSandbox()
  }

  function onFailed(error: unknown): void {
    programs.clear()
    close()
    people.end(new Error('The play of this world is over.', { cause: error }))
    crossing.giveUp()
    options.onFailed(error)
  }

  async function stop(): Promise<void> {
    if (isOver()) return
    await crossing.end()
    await loop.end()
    if (isOver()) return
    await pages.finish()
    if (pause.isHeld()) commits.write()
    else commits.replace((writer) => writer.setMeta({ seen: Math.round(now()) }))
    world.commit()
    loop.close()
    close()
    await commits.finish()
    people.end(null)
  }

  pages.follow((id) => {
    remote.pageChanged(id)
    wake()
  })
  things.follow(follower.thing)
  things.refresh()
  heldProperty.begin()
  const meta = { epoch, ...(before.state === 'playing' && { seen: Math.round(now()) }) }
  documents.begin(meta, (change) => {
    if (isOver()) return
    try {
      follower.documents(change)
      wake()
    } catch (error) {
      loop.fail(error)
    }
  })
  pause.begin(heldOf(live), running.begin)
  programs.noteMoved()
  loop.begin({ next: tick.next, isAsked: people.hasActions, tick: tick.run, onFailed })

  return {
    ...people.requests,
    depart: crossing.depart,
    receive: crossing.receive,
    dismiss: crossing.dismiss,
    whyStays: heldProperty.whyStays,
    hasThingsToReturn: () => heldProperty.next() !== null,
    personalOf: world.personal.of,
    has: (id) => things.get(id) !== null,
    runs: running.runs,
    runElsewhere: remote.runElsewhere,
    deliverRemoteEvent: remote.deliverRemoteEvent,
    askRemote: remote.askRemote,
    subscriptions: (body) => subscriptionsOf(handlerIndex.handlersOf(body)),
    setVisitingListener: (body, listener) => void (isOver() || listeners.set(body, listener)),
    stop,
  }
}
