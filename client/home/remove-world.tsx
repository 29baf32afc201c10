// Removing a world from this device: asked before, refused while a tab has it open, and never at the cost of
// unsaved work.
import { useState } from 'react'
import { removeFromDevice } from '../session/person-device.ts'
import { useMe } from '../session/me.ts'
import { notify } from '../notices/notices.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { Link } from '../parts/route-link.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import type { ListedWorld } from '../session/listed-worlds.ts'

interface RemoveWorldCardProps {
  readonly world: ListedWorld
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly onRemoved: () => void
}

type Obstacle = 'open' | 'unsaved' | 'disk'

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  open: 'Another tab has this world open. Close it there first, then try again.',
  unsaved:
    'It has changes of yours that are not on the server yet. Open it while you are online to send them, or keep them as a copy on this device so that nothing is lost.',
  disk: 'This device cannot save changes right now. Try again in a moment.',
}

export function RemoveWorldCard({ world, title, open, onClose, onRemoved }: RemoveWorldCardProps) {
  const { person } = useMe()
  const [obstacle, setObstacle] = useState<Obstacle | null>(null)
  function close(): void {
    setObstacle(null)
    onClose()
  }
  async function remove(asCopy: boolean): Promise<void> {
    const done = await removeFromDevice(person.id, world.id, { asCopy }).catch(() => 'disk' as const)
    if (done !== 'removed') {
      setObstacle(done)
      return
    }
    close()
    onRemoved()
    notify({ text: `“${title}” is no longer on this device.` })
  }
  return (
    <Card title="Remove from this device" open={open} onClose={close}>
      <p className="card-text">
        “{title}” stays on the server, and comes back when you open it. Until then it will not open here
        offline.
      </p>
      <Trouble text={obstacle && OBSTACLES[obstacle]} />
      <div className="card-foot">
        {obstacle === 'unsaved' ? (
          <>
            <Link to={pathOfWorld(world.address)} className="button">
              Open it
            </Link>
            <Button look="grave" onClick={() => void remove(true)}>
              Keep a copy and remove it
            </Button>
          </>
        ) : (
          <>
            <Button look="quiet" onClick={close}>
              Cancel
            </Button>
            <Button look="grave" onClick={() => void remove(false)}>
              Remove
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}
