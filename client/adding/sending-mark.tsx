// Says that pictures are still on their way, once that takes longer than one would notice; and what is kept
// here until there is a network.
import { useEffect, useSyncExternalStore } from 'react'
import { useDelay } from '../browser/use-delay.ts'
import { useMe } from '../session/me.ts'
import { count } from '../words/counts.ts'
import { useSync, useWorld } from '../world/context/use-world.ts'
import { DropNote } from '../parts/drop-hint.tsx'
import { holdShownPictures } from './keep-shown-pictures.ts'
import { senderOf } from '../pictures/picture-sender.ts'

/** Nothing is said of a wait that is shorter, in ms. */
const SHOW_DELAY_MS = 800

export default function SendingMark() {
  const world = useWorld()
  const { id } = useMe().person
  const sender = senderOf(id)
  const { waiting } = useSyncExternalStore(sender.onState, () => sender.state)
  const sync = useSync(world.replica)
  const isOnline = sync.state === 'saved' || sync.state === 'saving'
  useEffect(() => holdShownPictures(world, sender), [world, sender])
  useEffect(() => {
    if (isOnline) sender.wake()
  }, [isOnline, sender])
  return waiting > 0 && isOnline && <Waiting key={waiting} waiting={waiting} />
}

function Waiting({ waiting }: { readonly waiting: number }) {
  return useDelay(SHOW_DELAY_MS) && <DropNote>Sending {count(waiting, 'picture')}</DropNote>
}
