// Puts the line above a page away.
import { X } from 'lucide-react'

export default function AwayButton({ onAway }: { readonly onAway: () => void }) {
  return (
    <button type="button" className="standing-away" aria-label="Hide this line" onClick={onAway}>
      <X size={14} aria-hidden="true" />
    </button>
  )
}
