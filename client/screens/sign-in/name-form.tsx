// A name, and nothing else: how somebody comes in who has no account.
import { useState, type FormEvent } from 'react'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { wordsOf } from '../../api/request.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import '../../parts/calm.css'
import type { MeHandle } from '../../session/me.ts'

export function NameForm({ onName }: { readonly onName: MeHandle['rename'] }) {
  const [name, setName] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  function give(event: FormEvent): void {
    event.preventDefault()
    setTrouble(null)
    onName(name).catch((error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <form className="calm-sheet" onSubmit={give}>
      <p className="calm-text">
        Others see this name beside what you write. There is no password, and you can change it later.
      </p>
      <Field
        label="Your name"
        value={name}
        onText={setName}
        trouble={trouble}
        maxLength={PERSON_NAME_MAX}
        ref={focusAndSelect}
      />
      <Button type="submit" look="main" disabled={name.trim() === ''}>
        Come in
      </Button>
    </form>
  )
}
