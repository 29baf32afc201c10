// Keeps the parts of a play up with its documents: every change of a thing is told to whom it concerns,
// whoever made it, and what people edited becomes events.
import type { ThingData } from '../behavior/sandbox-protocol.ts'
import type { Change } from '../world/view/world-view.ts'
import type { EventDelivery } from './programs/event-delivery.ts'
import { editEvents } from './programs/edit-events.ts'
import type { HandlerIndex } from './programs/handler-index.ts'
import type { WorldPause } from './programs/world-pause.ts'
import type { RemoteProgramHost } from './programs/remote-program-host.ts'
import type { VisitingListeners } from './programs/visiting-listeners.ts'
import type { StaleHostRepair } from './documents/stale-host-repair.ts'
import type { Motion } from './walking/walk-motion.ts'
import type { Pages } from './documents/play-pages.ts'
import type { Patches } from './documents/sandbox-patches.ts'
import type { RunningPrograms } from './programs/running-programs.ts'
import type { StrandedPeople } from './people/stranded-people.ts'
import type { Space } from './walking/floor-space.ts'
import type { LiveCommits } from './documents/live-commits.ts'
import type { Follower, Things } from './documents/play-things.ts'
import type { Tick } from './play-tick.ts'

interface PlayFollower {
  /** To be told of every change of a thing. */
  readonly thing: Follower
  /** Takes over what the documents say now: what people edited, and what was written here. */
  readonly documents: (change: Change) => void
}

interface Parts {
  readonly things: Things
  readonly space: Pick<Space, 'put' | 'remove'>
  readonly motion: Pick<Motion, 'follow'>
  readonly handlerIndex: Pick<HandlerIndex, 'moved'>
  readonly listeners: Pick<VisitingListeners, 'moved'>
  readonly patches: Pick<Patches, 'thing'>
  readonly pages: Pick<Pages, 'changed'>
  readonly repair: Pick<StaleHostRepair, 'changed'>
  readonly stranded: Pick<StrandedPeople, 'follow'>
  readonly programs: Pick<RunningPrograms, 'code' | 'set'>
  readonly remoteProgramHost: Pick<RemoteProgramHost, 'isElsewhere' | 'turnPage'>
  readonly delivery: Pick<EventDelivery, 'tell'>
  readonly store: Pick<LiveCommits, 'isWriting'>
  readonly hold: Pick<WorldPause, 'isHeld'>
  readonly tick: Pick<Tick, 'noteMoved'>
  readonly now: () => number
}

export function createPlayFollower(parts: Parts): PlayFollower {
  const {
    things,
    space,
    motion,
    handlerIndex,
    patches,
    pages,
    repair,
    stranded,
    programs,
    remoteProgramHost,
    tick,
    now,
  } = parts

  function follow(before: ThingData | null, after: ThingData | null): void {
    const id = after?.id ?? before?.id
    if (id === undefined) return
    if (after === null) space.remove(id)
    else space.put(after)
    patches.thing(id)
    stranded.follow(before, after)
    if (after === null || before === null) remoteProgramHost.turnPage(id)
    if (before?.host !== after?.host) {
      if (!remoteProgramHost.isElsewhere(id)) handlerIndex.moved(id, after?.host ?? null)
      parts.listeners.moved(id, after?.host ?? null)
      if (after === null || before?.host === 'limbo' || after.host === 'limbo') tick.noteMoved()
    }
    // Somebody went away or came back, with what they hold.
    if (before?.person !== after?.person && things.on(id).length > 0) tick.noteMoved()
    motion.follow(before, after)
  }

  return {
    thing: follow,
    documents({ artifacts, texts, settings, meta }) {
      const isOwn = parts.store.isWriting()
      const changed = things.refresh(meta ? undefined : artifacts)
      const typed = pages.changed(texts)
      repair.changed({ artifacts, meta })
      programs.code.changed(texts, now(), !isOwn)
      const set = programs.set(settings)
      if (isOwn || parts.hold.isHeld()) return
      for (const event of editEvents({ changed, typed, settings: set, things, at: now() })) {
        parts.delivery.tell(event, 0)
      }
    },
  }
}
