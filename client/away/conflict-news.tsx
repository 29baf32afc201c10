// Somebody came back with changes that met one's own: it is told to people who are here as to them. Both
// values are shown; each leads to its place.
import { useEffect, useState } from 'react'
import { repeat } from '../../shared/time/repeat.ts'
import { useObservable } from '../browser/use-observable.ts'
import { systemClock } from '../device/system-clock.ts'
import { fetchEditAuthors } from '../world/authors.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { othersIn } from '../world/people/others.ts'
import { AwaySheet } from './away-sheet.tsx'
import { parseAnnouncement, type AnnouncedConflict } from './announced-conflicts.ts'
import { ToldConflict } from './met-conflict.tsx'

/** The message of somebody who came back. */
interface ConflictAnnouncement {
  readonly name: string
  readonly met: readonly AnnouncedConflict[]
}

/** Most reports that wait to be read: further ones are dropped. */
const WAITING_MAX = 5
/**
 * How often people are listened to, in ms: the node is asked about what each of them says, and anybody can
 * say something new all the time.
 */
const LISTEN_MS = 2_000

export function ConflictNews({ viewport }: { readonly viewport: Viewport }) {
  const world = useWorld()
  const [waiting, setWaiting] = useState<readonly ConflictAnnouncement[]>([])
  useEffect(
    () => followAnnouncements(world, (told) => setWaiting((before) => withNews(before, told))),
    [world],
  )
  // One's own absence comes first.
  const isFree = useObservable(world.replica.absences) === null && world.trial === null
  const [told] = waiting
  if (told === undefined || !isFree) return null
  const { name, met } = told
  return (
    <AwaySheet
      title={`${name} is back`}
      summary={`What ${name} changed without a connection met what you changed.`}
      viewport={viewport}
      onClose={() => setWaiting((before) => before.slice(1))}
    >
      {(go) =>
        met.map((one) => (
          <ToldConflict key={JSON.stringify(one)} met={{ ...one, who: name }} onGo={() => go(one.id, null)} />
        ))
      }
    </AwaySheet>
  )
}

/** Tells what each of the others says anew about edits of one's own, until the answer is called. */
function followAnnouncements(world: World, tell: (told: ConflictAnnouncement) => void): () => void {
  const { presence } = world
  const said = new Map<number, string>()
  async function listen(): Promise<void> {
    for (const { client, name } of othersIn(presence)) {
      const all = parseAnnouncement(presence.getStates().get(client))
      const saying = JSON.stringify({ name, all })
      if (all === null || said.get(client) === saying) continue
      said.set(client, saying)
      const met = await ownOf(world, all)
      if (met.length > 0) tell({ name, met })
    }
  }
  return repeat(listen, { everyMs: LISTEN_MS, isDueNow: true, clock: systemClock })
}

/** Two tabs of theirs tell the same. */
function withNews(
  waiting: readonly ConflictAnnouncement[],
  told: ConflictAnnouncement,
): readonly ConflictAnnouncement[] {
  const isKnown = waiting.some((one) => JSON.stringify(one) === JSON.stringify(told))
  return isKnown || waiting.length === WAITING_MAX ? waiting : [...waiting, told]
}

/** Of all meetings, those of one's own edits: here, or on another device. */
async function ownOf(
  { view, replica }: World,
  met: readonly AnnouncedConflict[],
): Promise<readonly AnnouncedConflict[]> {
  const there = met.filter(({ id }) => id === 'world' || view.artifact(id) !== null)
  const authors = await fetchEditAuthors(
    replica.address,
    there.map(({ client }) => client),
  )
  return there.filter(({ client }) => client === view.scene.clientID || authors.get(client)?.kind === 'you')
}
