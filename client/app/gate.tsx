// The gate: nobody comes in without a name. Known people see nothing of it.
import { useState, type FormEvent, type ReactNode } from 'react'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Mark } from '../parts/mark.tsx'
import { wordsOf } from './api.ts'
import { Calm } from './calm.tsx'
import { MeContext, useMeHandle, type MeHandle } from './me.ts'

export function Gate({ children }: { readonly children: ReactNode }) {
  const handle = useMeHandle()
  const { me } = handle
  switch (me.state) {
    case 'asking':
      return null
    case 'nameless':
      return <NameScreen onName={handle.rename} />
    case 'unreachable':
      return (
        <Calm title="The server cannot be reached" text={me.text}>
          <Button look="main" onClick={handle.ask}>
            Try again
          </Button>
        </Calm>
      )
    case 'known':
      return <MeContext value={{ person: me.person, rename: handle.rename }}>{children}</MeContext>
  }
}

function NameScreen({ onName }: { readonly onName: MeHandle['rename'] }) {
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
        <h1 className="calm-title">What shall we call you?</h1>
        <p className="calm-text">Others see this name beside what you write. There is no password, and you can change it later.</p>
        <Field
          label="Your name"
          value={name}
          onText={setName}
          trouble={trouble}
          maxLength={PERSON_NAME_MAX}
          autoFocus
        />
        <Button type="submit" look="main" disabled={name.trim() === ''}>
          Come in
        </Button>
      </form>
    </main>
  )
}
