// Held things that are not their holder's. They go back to where they were taken when the holder is gone for
// long or is sent out. A person who may only act carries nothing out of a world that may not be taken along.
// A thing that a person brought is theirs, also once they put it down.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Spot } from '../../world/place.ts'
import { bringerOf, takenFromOf } from '../../world/live/taken-from.ts'
import type { View } from '../../world/view/world-view.ts'
import type * as Y from 'yjs'
import { makeEvent } from '../acts/act-event.ts'
import { stayingRefusal } from '../acts/staying-refusal.ts'
import { nameOf, put, whyNotOn } from '../acts/floor-placement.ts'
import { createThingOwnership } from './thing-ownership.ts'
import { ENTRANCE, isInWorld } from '../acts/arrivals.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import type { ActContext } from '../acts/act-context.ts'

/**
 * A person who is away for so long puts down their held things, in ms: longer than a break, or a phone that
 * slept in a pocket, and short enough that others find them again within the same lesson.
 */
export const HELD_AWAY_MS = 10 * 60_000

/** All that is not theirs; or only what may not leave this world in their hand. */
type ReturnedThing = 'not theirs' | 'staying'

export interface HeldProperty {
  /** Looks for people who are away and hold something, as the world begins. */
  readonly begin: () => void
  /** Why a person who may only act cannot leave this world with their held things; null: they can. */
  readonly whyStays: (body: ArtifactId) => string | null
  /** The same for a thing that goes by itself: its bringer did not bring things that others put into it. */
  readonly whyStaysInside: (id: ArtifactId) => string | null
  /** Puts back, where they took it, what somebody holds. */
  readonly putBack: (body: ArtifactId, which: ReturnedThing) => void
  /** Somebody is away from now on: their held things are put back when they are away for long. */
  readonly left: (body: ArtifactId) => void
  /** Puts back what is due. */
  readonly step: (now: number) => void
  readonly next: () => number | null
}

interface HeldPropertyParts {
  readonly view: View
  readonly live: Y.Doc
  readonly context: ActContext
  readonly isDraft?: boolean | undefined
  /** Writes the gathered changes, so that a thing that was just picked up is read, too. */
  readonly write: () => void
}

export function createHeldProperty({ view, live, context, isDraft, write }: HeldPropertyParts): HeldProperty {
  const { things } = context
  const { heldBy, isTheirs, stayingIn } = createThingOwnership({ view, live, context, isDraft })
  /** When the held things of a person who is away are put back. */
  const dues = new Map<ArtifactId, number>()

  function expect(body: ArtifactId, since: number): void {
    if (heldBy(body).length > 0) dues.set(body, since + HELD_AWAY_MS)
  }

  /** Of these, those that stay here, or that have something in them that does. */
  function whyOf(held: readonly ThingData[], body: ArtifactId): string | null {
    const [first, ...more] = held.flatMap((thing) => {
      const staying = stayingIn(thing, body)
      return staying === null ? [] : [{ thing, staying }]
    })
    if (first === undefined) return null
    const { thing, staying } = first
    const named = staying.id === thing.id ? quoted(thing) : `${quoted(staying)} in ${quoted(thing)}`
    return stayingRefusal(named, more.length, context.world ?? 'this world')
  }

  /** Where something goes back to: where it was taken, beside who held it, or where people come in. */
  function* spotsFor(thing: ThingData, body: ArtifactId): Iterable<Spot> {
    const { facing } = thing
    const taken = takenFromOf(live, thing.id)
    if (taken !== null) yield taken
    const avatar = things.avatar(body)
    if (avatar !== null) yield { ...avatar.place, facing }
    const root = things.root()
    if (root !== null) yield { ...ENTRANCE, host: root, facing }
  }

  /** Whether somebody is not on the way from a floor up to the world's: it may be in their other hand. */
  function isOutOf(body: ArtifactId, floor: ArtifactId): boolean {
    for (let at = things.get(floor); at !== null; at = inside(at)) if (at.id === body) return false
    return true
  }

  const inside = ({ host }: ThingData): ThingData | null =>
    host === null || host === 'limbo' ? null : things.get(host)

  function returned(thing: ThingData, body: ArtifactId): void {
    const now = context.now()
    for (const near of spotsFor(thing, body)) {
      const { host } = near
      if (!isInWorld(things, host) || !isOutOf(body, host) || whyNotOn(things, thing, host) !== null) continue
      put(context, thing, host, freeSpot(context.space, thing, host, near, now) ?? near)
      context.writes.put(`taken ${thing.id}`, (writer) => writer.setTaken(thing.id, null))
      context.tell(makeEvent('putDown', now, { subject: body, object: thing.id, host }), 0)
      return
    }
  }

  function putBack(body: ArtifactId, which: ReturnedThing): void {
    write()
    // The last one first: another thing may have been taken out of it.
    for (const thing of heldBy(body).toReversed()) {
      const isMeant =
        which === 'staying' ? stayingIn(thing, body) !== null : !isTheirs(thing.id, body, thing.id)
      if (isMeant) returned(thing, body)
    }
  }

  return {
    begin() {
      for (const [body, { isAway, awayAt }] of things.avatars())
        if (isAway) expect(body, awayAt ?? context.now())
    },
    whyStays(body) {
      write()
      return whyOf(heldBy(body), body)
    },
    whyStaysInside(id) {
      write()
      const thing = things.get(id)
      const bringer = bringerOf(view.scene, live, id)
      return thing === null || bringer === null ? null : whyOf([thing], bringer)
    },
    putBack,
    left: (body) => expect(body, context.now()),
    step(now) {
      for (const [body, due] of dues) {
        if (due > now) continue
        dues.delete(body)
        const avatar = things.avatar(body)
        if (avatar?.isAway !== true) continue
        // They may have been here in between.
        if ((avatar.awayAt ?? 0) + HELD_AWAY_MS > now) dues.set(body, (avatar.awayAt ?? 0) + HELD_AWAY_MS)
        else putBack(body, 'not theirs')
      }
    },
    next: () => (dues.size === 0 ? null : Math.min(...dues.values())),
  }
}

const quoted = (thing: ThingData): string => (thing.name === '' ? nameOf(thing) : `“${thing.name}”`)
