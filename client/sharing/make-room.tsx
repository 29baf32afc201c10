// Making room in a world that deleted things fill: what it gives is counted first, and said.
import { useState } from 'react'
import type { RoomMade } from '../../shared/wire/api/history-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { DOCUMENT_ITEMS_MAX, DOCUMENT_WRITERS_MAX } from '../../shared/world/limits.ts'
import { makeRoom } from '../api/history-api.ts'
import { notify } from '../notices/notices.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { count } from '../words/counts.ts'
import { useWork } from './use-work.ts'

interface MakeRoomProps {
  readonly address: Address
}

export function MakeRoom({ address }: MakeRoomProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">Room</span>
          <span className="share-account">
            Deleted things and closed browser tabs count towards what this world can hold.
          </span>
        </span>
        <Button look="quiet" onClick={() => setOpen(true)}>
          Make room…
        </Button>
      </div>
      <Card title="Make room" open={isOpen} onClose={() => setOpen(false)}>
        <RoomForm address={address} onClose={() => setOpen(false)} />
      </Card>
    </>
  )
}

function RoomForm({ address, onClose }: MakeRoomProps & { readonly onClose: () => void }) {
  const [counted, setCounted] = useState<RoomMade | null>(null)
  const { isBusy, trouble, work } = useWork()
  async function see(): Promise<void> {
    setCounted(await makeRoom(address, true))
  }
  async function make(): Promise<void> {
    const { after } = await makeRoom(address, false)
    onClose()
    notify({ text: `Room was made. This world counts ${countsIn(after)} now.`, timeoutMs: 0 })
  }
  const hasRoom = counted !== null && counted.after.pieces < counted.before.pieces
  return (
    <div className="share-ask">
      <p className="card-text">
        What was deleted, and tabs that left nothing, no longer count. The address, links, rights, drafts and
        history stay. Everybody is sent out for a moment and comes back by themselves. What a device wrote
        offline and did not send yet is kept there as a copy. Drafts that people of other nodes made of this
        world cannot be offered to it any more.
      </p>
      <Trouble text={trouble} />
      <output className="card-text">
        {counted !== null &&
          (hasRoom
            ? `This world counts ${countsIn(counted.before)}. It would count ${countsIn(counted.after)}. It can hold ${BOUNDS}.`
            : 'There is nothing to leave out.')}
      </output>
      <div className="card-foot">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        {hasRoom ? (
          <Button look="main" disabled={isBusy} onClick={() => void work(make)}>
            Make room
          </Button>
        ) : (
          <Button look="main" disabled={isBusy} onClick={() => void work(see)}>
            See how much that is
          </Button>
        )}
      </div>
    </div>
  )
}

const countsIn = ({ writers, pieces }: RoomMade['before']): string =>
  `${count(writers, 'tab')} and ${count(pieces, 'piece')}`
const BOUNDS = countsIn({ writers: DOCUMENT_WRITERS_MAX, pieces: DOCUMENT_ITEMS_MAX })
