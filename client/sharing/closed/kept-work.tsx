// This device's copy of a world that one may not enter, whatever the server says: it is one's own.
import { useState } from 'react'
import { removeFromDevice } from '../../session/person-device.ts'
import { useMe } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import { go, HOME } from '../../navigation/route.ts'
import { count } from '../../words/counts.ts'
import { saveWork } from '../../session/work-file.ts'
import { useUnsavedState } from '../../world/use-keeping.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import type { Replica } from '../../replica/replica.ts'
import { OwnWorldButton } from './own-world-button.tsx'
import { sceneBytes } from './own-world.ts'
import './not-open.css'

const OPEN_ELSEWHERE = 'Another tab has this world open. Close it there first, then load this page again.'
const NO_DISK = 'This device cannot save changes right now. Load this page again in a moment.'

interface KeptWorkProps {
  readonly replica: Replica
  /** One was in it a moment ago. */
  readonly wasIn: boolean
}

export function KeptWork({ replica, wasIn }: KeptWorkProps) {
  const { changes, wasHere } = useUnsavedState(replica)
  const { person } = useMe()
  const [trouble, setTrouble] = useState<string | null>(null)
  if (wasHere !== true && !wasIn && changes === 0) return null
  async function remove(): Promise<void> {
    const { world } = replica
    if (world === null) return
    await replica.close()
    const removed = await removeFromDevice(person.id, world.id, { asCopy: true }).catch(() => 'disk' as const)
    if (removed !== 'removed') return setTrouble(removed === 'open' ? OPEN_ELSEWHERE : NO_DISK)
    go(HOME)
    notify({ text: 'It is no longer on this device.' })
  }
  return (
    <section className="not-open-kept" aria-label="On this device">
      <p>
        {changes > 0
          ? `${count(changes, 'change')} of yours ${changes === 1 ? 'was' : 'were'} not saved there. Nothing is lost: everything is kept on this device, with the world as you last saw it, and will be sent if you are let in again.`
          : 'The world as you last saw it is still on this device.'}
      </p>
      <div className="not-open-ways">
        {person.kind !== 'nobody' && (
          <OwnWorldButton
            scene={() => sceneBytes(replica.scene)}
            // It may have got the address that the old one had, and one is there already.
            onMade={({ address }) => address === replica.address && replica.reconnect()}
          />
        )}
        {changes > 0 ? (
          <Button look="quiet" onClick={() => saveWork(replica)}>
            Save my changes as a file
          </Button>
        ) : (
          <Button look="quiet" onClick={() => void remove()}>
            Remove from this device
          </Button>
        )}
      </div>
      <Trouble text={trouble} />
    </section>
  )
}
