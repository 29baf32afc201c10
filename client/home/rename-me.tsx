// Changing one's own name.
import { useState, type FormEvent } from 'react'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { wordsOf } from '../api/request.ts'
import { useMe } from '../session/me.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'

interface RenameMeProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function RenameMe({ open, onClose }: RenameMeProps) {
  return (
    <Card title="What should we call you?" open={open} onClose={onClose}>
      <RenameForm onDone={onClose} />
    </Card>
  )
}

function RenameForm({ onDone }: { readonly onDone: () => void }) {
  const { person, rename } = useMe()
  const { text, onText, changed, meanwhile } = useTypedText(person.name)
  const [trouble, setTrouble] = useState<string | null>(null)
  function save(event: FormEvent): void {
    event.preventDefault()
    if (changed === null) return onDone()
    rename(changed).then(onDone, (error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <form className="stack" onSubmit={save}>
      <Field
        label="Your name"
        value={text}
        onText={onText}
        meanwhile={meanwhile}
        trouble={trouble}
        maxLength={PERSON_NAME_MAX}
        hint="Others see this name from now on. Your worlds keep their addresses."
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={text.trim() === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}
