// What is on top in one's hands, at the foot of the floor. It opens all of it.
import { Hand } from 'lucide-react'
import { CLOSED, useSelected } from '../floor/selection.ts'
import { useWorld } from '../floor/world.ts'
import { Drawing } from '../sprites/drawing.tsx'
import { heldName, useHeld } from './held.ts'
import './hands-button.css'

export function HandsButton() {
  const { selection } = useWorld()
  const isOpen = useSelected(selection, (now) => now.panel.kind === 'hands')
  const [top, ...more] = useHeld()
  const words = top === undefined ? 'empty' : heldName(top)
  return (
    <button
      type="button"
      className="hands-button"
      aria-expanded={isOpen}
      aria-label={`Hands: ${words}${more.length > 0 ? ` and ${more.length} more` : ''}`}
      onClick={() => selection.open(isOpen ? CLOSED : { kind: 'hands' })}
    >
      {top === undefined ? (
        <Hand size={18} aria-hidden="true" />
      ) : (
        <span className="hands-drawing">
          <Drawing name={top.look.sprite} />
        </span>
      )}
      <span className="hands-words">{top === undefined ? 'Hands' : words}</span>
      {more.length > 0 && <span className="hands-more">+{more.length}</span>}
    </button>
  )
}
