// A button for an action with something: its drawing, its word, its key.
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import './action-button.css'

type ActionButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: LucideIcon
  readonly label: string
  /** As people read it. */
  readonly keys?: string | undefined
}

export function ActionButton({ icon: Icon, label, keys, ...rest }: ActionButtonProps) {
  return (
    <button type="button" className="action-button" aria-label={label} aria-keyshortcuts={keys} {...rest}>
      <Icon size={16} aria-hidden="true" />
      {label}
      {keys !== undefined && (
        <kbd className="action-key" aria-hidden="true">
          {keys}
        </kbd>
      )}
    </button>
  )
}
