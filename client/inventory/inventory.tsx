// All things that one holds, and below them one's own things between nodes. A thing is put down by a button,
// or dragged onto the floor; one that cannot be put there says why.
import { ArrowDownToLine } from 'lucide-react'
import { nameInWords, type Artifact } from '../../shared/world/artifact.ts'
import { HELD_MAX } from '../../shared/world/avatar.ts'
import type { To } from '../../shared/world/edits/place-edits.ts'
import { usePhone } from '../browser/media.ts'
import { notify } from '../notices/notices.ts'
import { useCarry } from '../parts/carry/carry.tsx'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { floorName } from '../world/people/surroundings.ts'
import { TransferList } from './transfers/transfer-list.tsx'
import { heldElsewhereWords } from '../world/peers/held-link.ts'
import { useTransfers } from './transfers/use-transfers.ts'
import { ask } from '../world/context/owner-requester.ts'
import { meIn, useMe } from '../world/play/you.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { useInventory } from '../world/people/held-things.ts'
import { LinkMark } from './link-mark.tsx'
import './inventory.css'

export default function Inventory({ viewport }: { readonly viewport: Viewport }) {
  const [all, again] = useTransfers()
  return (
    <>
      <InHand viewport={viewport} />
      {all !== null && <TransferList all={all} onChange={again} />}
    </>
  )
}

function InHand({ viewport }: { readonly viewport: Viewport }) {
  const world = useWorld()
  const held = useInventory()
  const isHere = useMe() !== null
  const isPhone = usePhone()
  const floor = useShownFloor()
  const { ghost, area, handlers } = useCarry(floor, viewport)
  if (!isHere) return <p className="panel-note">Start walking here to hold things.</p>
  if (held.length === 0) {
    return (
      <p className="panel-note">
        Your hands are empty. Go up to a thing and pick it up: {isPhone ? '' : 'with F, or '}from the menu
        when you press it. You can carry it anywhere, even into other worlds. Things that are lent, or on
        their way to another node, are listed here too.
      </p>
    )
  }
  return (
    <>
      <ul className="inventory" ref={area} aria-label="What you hold">
        {held.map((thing, at) => (
          <li
            key={thing.id}
            className="inventory-thing"
            {...handlers({
              ...thing.look,
              put: (to) => drop(world, thing, to),
            })}
          >
            <HeldLine thing={thing} isTop={at === 0 && held.length > 1} />
          </li>
        ))}
      </ul>
      <p className="panel-note">
        {held.length >= HELD_MAX
          ? 'Your hands are full. Put something down before you pick up more.'
          : 'Drag something onto the floor near you to put it down.'}
      </p>
      {ghost}
    </>
  )
}

function HeldLine({ thing, isTop }: { readonly thing: Artifact; readonly isTop: boolean }) {
  const world = useWorld()
  const elsewhere = heldElsewhereWords(world, thing.id)
  const words = elsewhere === null ? nameInWords(thing.name) : `${nameInWords(thing.name)}, ${elsewhere}`
  return (
    <>
      <span className="inventory-drawing">
        <DrawnThing look={thing.look} />
        {elsewhere !== null && <LinkMark />}
      </span>
      <span className="inventory-name">
        {nameInWords(thing.name)}
        {isTop && elsewhere === null && <span className="inventory-note">on top</span>}
      </span>
      <Button look="quiet" aria-label={`Put down ${words}`} onClick={() => putDown(world, thing)}>
        <ArrowDownToLine size={17} aria-hidden="true" /> Put down
      </Button>
      {elsewhere !== null && (
        <span className="inventory-note inventory-elsewhere">
          {isTop && 'on top · '}
          {elsewhere}
        </span>
      )}
    </>
  )
}

function putDown({ owner }: World, { id }: Artifact): void {
  void ask(owner, { verb: 'putDown', thing: id })
}

/** Where it was let go of; only the floor that one stands on is in reach. */
function drop(world: World, { id }: Artifact, { host, x, y }: To): void {
  const me = meIn(world)
  if (me === null || me.host === null || me.host === 'limbo') return
  if (me.host !== host) {
    notify({ text: `You are ${floorName(world.view, me.host)}. Go there first to put something there.` })
    return
  }
  void ask(world.owner, { verb: 'putDown', thing: id, at: { x: Math.round(x), y: Math.round(y) } })
}
