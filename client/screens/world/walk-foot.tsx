// The foot of the floor while one walks: a line to say something, and the things that one holds.
import { SayLine } from '../../talk/say-line.tsx'
import { InventoryButton } from '../../inventory/inventory-button.tsx'
import './walk-foot.css'

export default function WalkFoot() {
  return (
    <footer className="walk-foot" aria-label="Talk and hold">
      <SayLine />
      <InventoryButton />
    </footer>
  )
}
