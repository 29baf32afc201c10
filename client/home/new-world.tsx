// Making a world: its title, and the address that comes of it, shown while one types.
import { useState, type FormEvent } from 'react'
import type { WorldSummary } from '../../shared/wire/api.ts'
import { wordFrom } from '../../shared/world/address.ts'
import { TITLE_MAX } from '../../shared/world/limits.ts'
import { makeWorld, wordsOf } from '../app/api.ts'
import { useMe } from '../app/me.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly onMade: (world: WorldSummary) => void
}

export function NewWorldCard({ open, onClose, onMade }: Props) {
  return (
    <Card title="A new world" open={open} onClose={onClose}>
      <NewWorldForm onMade={onMade} />
    </Card>
  )
}

function NewWorldForm({ onMade }: Pick<Props, 'onMade'>) {
  const { person } = useMe()
  const [title, setTitle] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  function make(event: FormEvent): void {
    event.preventDefault()
    setBusy(true)
    makeWorld({ title }).then(onMade, (error: unknown) => {
      setTrouble(wordsOf(error))
      setBusy(false)
    })
  }
  return (
    <form className="stack" onSubmit={make}>
      <Field
        label="Title"
        value={title}
        onText={setTitle}
        trouble={trouble}
        maxLength={TITLE_MAX}
        placeholder="The garden behind the school"
        hint={
          <>
            Its address will be{' '}
            <b className="address">
              {person.account}/{wordFrom(title, 'world')}
            </b>
            {', with a number if that is taken.'}
          </>
        }
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={busy || title.trim() === ''}>
          Make it
        </Button>
      </div>
    </form>
  )
}
