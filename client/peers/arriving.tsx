// Before the first copy of a world of another node is here: how far that is, or the obstacle, and the way
// out.
import type { ReactNode } from 'react'
import { Link } from '../parts/route-link.tsx'
import { HOME } from '../navigation/route.ts'
import { Button } from '../parts/button.tsx'
import type { Replica } from '../replica/replica.ts'
import type { SyncState } from '../replica/sync-state.ts'
import { waitingWords } from '../words/place-words.ts'
import { usePlace } from '../world/peers/use-place.ts'
import '../parts/calm.css'
import '../parts/button.css'

/** How often it is looked how far it is, in ms. */
const LOOK_MS = 1000

interface ArrivingFromAfarProps {
  readonly replica: Replica
  readonly sync: SyncState
  /** The words when one's own node cannot be asked. */
  readonly otherwise: ReactNode
}

export default function ArrivingFromAfar({ replica, sync, otherwise }: ArrivingFromAfarProps) {
  const place = usePlace(replica.address, LOOK_MS)
  if (place === null && sync.state === 'offline') return otherwise
  const { title, text } = waitingWords(replica.address, place)
  const isStuck = place !== null && place.state !== 'awake'
  return (
    <div className="calm-sheet" aria-busy={!isStuck}>
      <h1 className="calm-title">{title}</h1>
      <output className="calm-text">{text}</output>
      <div className="calm-ways">
        <Link to={HOME} className="button">
          See the worlds here
        </Link>
        {isStuck && (
          <Button look="quiet" onClick={() => replica.reconnect()}>
            Try now
          </Button>
        )}
      </div>
    </div>
  )
}
