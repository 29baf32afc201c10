// The top thing in one's hands, at the foot of the floor. The button opens all of them.
import { Hand } from 'lucide-react'
import { CLOSED, useSelected } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Tip } from '../parts/button.tsx'
import { heldElsewhereWords } from '../world/peers/held-link.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { useInventory } from '../world/people/held-things.ts'
import { LinkMark } from './link-mark.tsx'
import { nameInWords } from '../../shared/world/artifact.ts'
import './inventory-button.css'

export function InventoryButton() {
  const world = useWorld()
  const { selection } = world
  const isOpen = useSelected(selection, (now) => now.panel.kind === 'hands')
  const [top, ...more] = useInventory()
  const words = top === undefined ? 'nothing' : nameInWords(top.name)
  const elsewhere = top === undefined ? null : heldElsewhereWords(world, top.id)
  const shown = more.length > 0 ? `${words} +${more.length}` : words
  // By its name once more, so that the others are not taken for lent by the same.
  const where = elsewhere === null ? '' : `, ${more.length > 0 ? `${words} ` : ''}${elsewhere}`
  const button = (
    <button
      type="button"
      className="hands-button"
      aria-expanded={isOpen}
      aria-label={`Carrying: ${shown}${where}`}
      onClick={() => selection.open(isOpen ? CLOSED : { kind: 'hands' })}
    >
      {top === undefined ? (
        <Hand size={18} aria-hidden="true" />
      ) : (
        <span className="hands-drawing">
          <DrawnThing look={top.look} />
          {elsewhere !== null && <LinkMark />}
        </span>
      )}
      <span className="hands-words">{top === undefined ? 'Carrying' : words}</span>
      {more.length > 0 && <span className="hands-more">+{more.length}</span>}
    </button>
  )
  return elsewhere === null ? button : <Tip text={`${words}, ${elsewhere}`}>{button}</Tip>
}
