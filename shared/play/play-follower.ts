// Keeps the parts of a play up to date with its documents. Every change of a thing, no matter who made it,
// goes to the parts that it concerns. Edits of people become events.
import type { Change } from '../world/view/world-view.ts'
import type { ThingFollower } from './documents/play-things.ts'
import { editEvents } from './programs/edit-events.ts'
import type { RunningWorld } from './running-world.ts'

type FollowingParts = Pick<
  RunningWorld,
  | 'documents'
  | 'handlerIndex'
  | 'listeners'
  | 'delivery'
  | 'space'
  | 'motion'
  | 'touches'
  | 'pause'
  | 'programs'
  | 'people'
>

interface PlayFollower {
  /** To be told of every change of a thing. */
  readonly thing: ThingFollower
  /** Takes over the state of the documents: edits of people, and changes that were written here. */
  readonly documents: (change: Change) => void
}

export function createPlayFollower(world: FollowingParts, now: () => number): PlayFollower {
  const { documents, handlerIndex, listeners, delivery, space, motion, touches, pause, programs, people } =
    world
  const { things, pages, patches, repair, commits } = documents
  const { running, remote } = programs
  const { stranded } = people

  return {
    thing(before, after) {
      const id = after?.id ?? before?.id
      if (id === undefined) return
      if (after === null) space.remove(id)
      else space.put(after)
      patches.thing(id)
      stranded.follow(before, after)
      if (after === null || before === null) remote.pageChanged(id)
      if (before?.host !== after?.host) {
        if (!remote.isElsewhere(id)) handlerIndex.moved(id, after?.host ?? null)
        listeners.moved(id, after?.host ?? null)
        if (after === null || before?.host === 'limbo' || after.host === 'limbo') programs.noteMoved()
      }
      // Somebody went away or came back, with the things that they hold.
      if (before?.person !== after?.person && things.on(id).length > 0) programs.noteMoved()
      touches.follow(before, after)
      motion.follow(before, after)
    },
    documents({ artifacts, texts, settings, meta }) {
      const isOwn = commits.isWriting()
      const changed = things.refresh(meta ? undefined : artifacts)
      const typed = pages.changed(texts)
      repair.changed({ artifacts, meta })
      running.code.changed(texts, !isOwn)
      const set = running.set(settings)
      if (isOwn || pause.isHeld()) return
      for (const event of editEvents({ changed, typed, settings: set, things, at: now() })) {
        delivery.tell(event, 0)
      }
    },
  }
}
