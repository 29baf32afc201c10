// One thing that is lent or on its way, on a line: what it is, where, why it waits, and the actions for it.
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../button.tsx'
import './transfers.css'

interface TransferLineProps {
  readonly icon: LucideIcon
  readonly name: string
  readonly facts: ReactNode
  /** Why it waits; null: nothing is in its way. */
  readonly state: string | null
  readonly deeds: readonly { readonly label: string; readonly does: () => void }[]
}

export function TransferLine({ icon: Icon, name, facts, state, deeds }: TransferLineProps) {
  return (
    <li className="between-line">
      <Icon size={18} aria-hidden="true" className="between-icon" />
      <span className="between-name">{name}</span>
      <span className="between-facts">{facts}</span>
      {state !== null && <span className="between-facts">{state}</span>}
      <span className="between-deeds" data-many={deeds.length > 1 || undefined}>
        {deeds.map(({ label, does }) => (
          <Button key={label} look="quiet" aria-label={`${label}: ${name}`} onClick={does}>
            {label}
          </Button>
        ))}
      </span>
    </li>
  )
}
