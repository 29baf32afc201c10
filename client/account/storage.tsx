// How much room one has on the node, and how much of it is used.
import type { AccountInfo } from '../../shared/wire/accounts.ts'
import { amountWords } from '../../shared/wire/amounts.ts'
import { Part } from './part.tsx'
import './storage.css'

export function StoragePart({ account: { storage } }: { readonly account: AccountInfo }) {
  const { today, perDay, all, most } = storage
  return (
    <Part
      title="Storage"
      text="What you wrote and the pictures you added, in your worlds and other people’s. Deleting worlds for good makes room, and admins can give you more."
    >
      <Used label="In total" used={all} most={most} />
      <Used label="Today" used={today} most={perDay} />
    </Part>
  )
}

interface UsedProps {
  readonly label: string
  readonly used: number
  readonly most: number
}

function Used({ label, used, most }: UsedProps) {
  return (
    <p className="storage-used">
      <span>{label}</span>
      <meter min={0} max={most} high={0.8 * most} value={Math.min(used, most)} aria-label={label} />
      <span className="storage-words">
        {amountWords(used)} of {amountWords(most)}
      </span>
    </p>
  )
}
