// Making a world: its title, and the address that comes of it, shown while one types.
import { useState, type FormEvent } from 'react'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { makeWorld } from '../api/worlds-api.ts'
import { TitleField } from '../parts/title-field.tsx'

interface NewWorldProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onMade: (world: WorldSummary) => void
}

export function NewWorldCard({ open, onClose, onMade }: NewWorldProps) {
  return (
    <Card title="New world" open={open} onClose={onClose}>
      <NewWorldForm onMade={onMade} />
    </Card>
  )
}

function NewWorldForm({ onMade }: Pick<NewWorldProps, 'onMade'>) {
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
      <TitleField
        title={title}
        onTitle={setTitle}
        trouble={trouble}
        placeholder="The garden behind the school"
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={busy || title.trim() === ''}>
          Create world
        </Button>
      </div>
    </form>
  )
}
