// Somebody came back with changes that met one's own: it is told to people who are here as to them. Both
// values are shown; each leads to its place.
import { useEffect, useState } from 'react'
import { fetchEditAuthors } from '../world/authors.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { onOthers, othersIn } from '../world/people/others.ts'
import { useAbsence } from '../world/use-keeping.ts'
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
 * How often a tab of somebody else is heard, in ms: the node is asked about each, and anybody can say
 * something new all the time.
 */
const HEARD_MS = 5_000

export function ConflictNews({ viewport }: { readonly viewport: Viewport }) {
  const { replica, trial } = useWorld()
  const [told, next] = useTold()
  // One's own absence comes first.
  const isFree = useAbsence(replica) === null && trial === null
  if (told === null || !isFree) return null
  const { name, met } = told
  return (
    <AwaySheet
      title={`${name} is back`}
      summary={`What ${name} changed without a connection met what you changed.`}
      viewport={viewport}
      onClose={next}
    >
      {(go) =>
        met.map((one) => (
          <ToldConflict key={JSON.stringify(one)} who={name} met={one} onGo={() => go(one.id, null)} />
        ))
      }
    </AwaySheet>
  )
}

/** The report to be read first, and a way to the next. */
function useTold(): readonly [ConflictAnnouncement | null, () => void] {
  const world = useWorld()
  const [waiting, setWaiting] = useState<readonly ConflictAnnouncement[]>([])
  useEffect(() => {
    let isWanted = true
    let again: ReturnType<typeof setTimeout> | undefined
    const heard = new Map<number, { readonly said: string; readonly at: number }>()
    async function hear(told: ConflictAnnouncement): Promise<void> {
      const met = await ownOf(world, told.met)
      if (isWanted && met.length > 0) setWaiting((before) => withNews(before, { ...told, met }))
    }
    function look(): void {
      for (const { client, name } of othersIn(world.presence)) {
        const met = parseAnnouncement(world.presence.getStates().get(client))
        if (met === null) continue
        const last = heard.get(client)
        const said = JSON.stringify({ name, met })
        const now = performance.now()
        if (last?.said === said) continue
        if (last !== undefined && now - last.at < HEARD_MS) {
          again ??= setTimeout(lookAgain, HEARD_MS)
          continue
        }
        heard.set(client, { said, at: now })
        hear({ name, met }).catch((error: unknown) =>
          console.warn('The conflicts could not be shown.', error),
        )
      }
    }
    function lookAgain(): void {
      again = undefined
      look()
    }
    look()
    const stop = onOthers(world.presence, look)
    return () => {
      isWanted = false
      clearTimeout(again)
      stop()
    }
  }, [world])
  return [waiting[0] ?? null, () => setWaiting((before) => before.slice(1))]
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
  const others = there.map(({ client }) => client).filter((client) => client !== view.scene.clientID)
  const authors = await fetchEditAuthors(replica.address, others)
  return there.filter(({ client }) => client === view.scene.clientID || authors.get(client)?.kind === 'you')
}
