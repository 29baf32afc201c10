// Buttons: one look for words, one for icons. An icon's label is its name and its tooltip.
import { Tooltip } from '@base-ui/react/tooltip'
import type { ComponentProps, ReactNode } from 'react'
import './button.css'

type ButtonProps = ComponentProps<'button'> & { readonly look?: 'plain' | 'main' | 'quiet' | 'grave' }

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={`button button-${look} ${className}`} />
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  readonly label: string
  /** The words of its tooltip, if they are more than its name. */
  readonly tip?: string
  /** The keys that do the same, as people read them. */
  readonly keys?: string
  readonly children: ReactNode
}

export function IconButton({ label, tip = label, keys, className = '', children, ...rest }: IconButtonProps) {
  return (
    <Tip text={tip} {...(keys !== undefined && { keys })}>
      <button {...rest} type="button" aria-label={label} className={`icon-button ${className}`}>
        {children}
      </button>
    </Tip>
  )
}

interface TipProps {
  readonly text: string
  readonly keys?: string
  readonly children: React.ReactElement<Record<string, unknown>>
}

/** Shows `text` when its child is pointed at or has the focus. The child names itself. */
export function Tip({ text, keys, children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="float">
          <Tooltip.Popup className="tip">
            {text}
            {keys !== undefined && <kbd className="keys">{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
