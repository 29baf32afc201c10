// Asks for the address of another node, and does something with it; an error is at the address.
import { useState, type FormEvent } from 'react'
import { wordsOf } from '../api/request.ts'
import { Button } from './button.tsx'
import { Card } from './dialog.tsx'
import { Field } from './field.tsx'

interface AddressCardProps {
  readonly title: string
  /** The explanation before anything is typed. */
  readonly text?: string
  readonly label: string
  readonly hint?: string
  /** The word on the button. */
  readonly verb: string
  /** The address to begin with; '' is still to be said. */
  readonly given?: string
  /** Does it; the card stays, with the reason, when that fails. */
  readonly act: (address: string) => Promise<void>
  readonly onClose: () => void
}

export function AddressCard({ title, text, label, hint, verb, given = '', act, onClose }: AddressCardProps) {
  const [address, setAddress] = useState(given)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    act(address.trim()).then(onClose, (error: unknown) => {
      setTrouble(wordsOf(error))
      setBusy(false)
    })
  }
  return (
    <Card title={title} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {text !== undefined && <p className="card-text">{text}</p>}
        <Field
          label={label}
          {...(hint !== undefined && { hint })}
          placeholder="house.example"
          value={address}
          onText={(next) => {
            setAddress(next)
            setTrouble(null)
          }}
          trouble={trouble}
          spellCheck={false}
          autoCapitalize="none"
          inputMode="url"
        />
        <div className="card-foot">
          <Button type="submit" look="main" aria-busy={isBusy} disabled={address.trim() === ''}>
            {verb}
          </Button>
        </div>
      </form>
    </Card>
  )
}
