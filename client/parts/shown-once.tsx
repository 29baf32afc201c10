// A secret at the foot of a card, which is shown this once: copied, or copied by hand.
import { Copy } from 'lucide-react'
import { copyText } from '../notices/copy-text.ts'
import { Button } from './button.tsx'
import './shown-once.css'

interface SecretShownOnceProps {
  readonly label: string
  readonly value: string
  /** The words once it is copied. */
  readonly copied: string
  /** For a word rather than an address. */
  readonly isLarge?: boolean
  readonly onDone: () => void
}

export function SecretShownOnce({ label, value, copied, isLarge = false, onDone }: SecretShownOnceProps) {
  return (
    <>
      <input
        className={isLarge ? 'field-input secret-large' : 'field-input'}
        readOnly
        aria-label={label}
        value={value}
        onFocus={({ target }) => target.select()}
      />
      <div className="card-foot">
        <Button onClick={() => copyText(value, copied)}>
          <Copy size={16} aria-hidden="true" /> Copy
        </Button>
        <Button look="main" onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  )
}
