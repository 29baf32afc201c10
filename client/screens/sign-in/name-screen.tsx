// The first visit: a name, nothing else.
import { useState, type FormEvent } from 'react'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Mark } from '../../parts/mark.tsx'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { wordsOf } from '../../api/request.ts'
import type { MeHandle } from '../../session/me.ts'

export default function NameScreen({ onName }: { readonly onName: MeHandle['rename'] }) {
  const [name, setName] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  function give(event: FormEvent): void {
    event.preventDefault()
    setTrouble(null)
    onName(name).catch((error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <main className="calm">
      <form className="calm-sheet" onSubmit={give}>
        <Mark size={36} />
        <h1 className="calm-title">What should we call you?</h1>
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
    </main>
  )
}
