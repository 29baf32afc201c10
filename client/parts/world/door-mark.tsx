// The mark on a door that leads to another node: whether the other side is awake. A small mark on the thing;
// its word, when one is near it or points at it.
import type { Address } from '../../../shared/world/address.ts'
import { nodeOf } from '../../../shared/world/address.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { ownNode, localNameIn } from '../../session/own-node.ts'
import { DOOR_WORDS, placeName } from '../../words/place-words.ts'
import { usePlace } from '../../world/peers/use-place.ts'
import './door-mark.css'

interface DoorMarkProps {
  /** Its target, as the world says it. */
  readonly to: string
  /** Of the square that the thing is drawn in, in pixels. */
  readonly side: number
}

export default function DoorMark({ to, side }: DoorMarkProps) {
  const address = useAfar(to)
  if (address === null) return null
  return (
    <span className="door-mark-place" style={{ width: side, height: side }}>
      <Mark address={address} />
    </span>
  )
}

/** The same in a line of words, beside what one can do with the door. */
export function DoorLine({ to }: Pick<DoorMarkProps, 'to'>) {
  const address = useAfar(to)
  return address === null ? null : <Line address={address} />
}

/** The place on another node that a portal leads to; null: it is one of this node. */
function useAfar(to: string): Address | null {
  const { replica } = useWorld()
  const address = localNameIn(replica.address, to as Address)
  const node = nodeOf(address)
  return node === null || node === ownNode() ? null : address
}

function Mark({ address }: { readonly address: Address }) {
  const place = usePlace(address)
  const word = DOOR_WORDS[place?.state ?? 'unknown']
  if (word === null) return null
  return (
    <span className="door-mark" data-state={place?.state}>
      <span className="door-dot" aria-hidden="true" />
      <span className="door-mark-word">
        <span className="unseen">Leads to {placeName(address, place)}: </span>
        {word}
      </span>
    </span>
  )
}

function Line({ address }: { readonly address: Address }) {
  const place = usePlace(address)
  const word = DOOR_WORDS[place?.state ?? 'unknown']
  return (
    <span className="door-line" data-state={place?.state}>
      <span className="door-dot" aria-hidden="true" />
      <span>
        to {placeName(address, place)}
        {word !== null && `, ${word}`}
      </span>
      {place?.state === 'closed' && place.why !== null && <span className="unseen">{place.why}</span>}
    </span>
  )
}
