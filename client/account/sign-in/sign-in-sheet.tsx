// A screen at the door: a sheet of paper in the middle, with the name of the place above what is asked.
import type { ReactNode } from 'react'
import type { Form } from '../../parts/requests/use-form.ts'
import type { NodeKind } from '../../session/me.ts'
import { Button } from '../../parts/button.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import '../../parts/calm.css'
import './sign-in-sheet.css'

interface DoorProps {
  readonly title: string
  readonly text?: ReactNode
  readonly place: NodeKind
  readonly children?: ReactNode
}

export function SignInSheet({ title, text, place, children }: DoorProps) {
  const name = place.node?.title ?? ''
  return (
    <main className="calm">
      <title>{`${title} · Inkland`}</title>
      <div className="calm-sheet door">
        <p className="door-place">
          <Mark size={30} /> {name === '' ? 'Inkland' : name}
        </p>
        <h1 className="calm-title">{title}</h1>
        {text !== undefined && <p className="calm-text">{text}</p>}
        {children}
      </div>
    </main>
  )
}

interface DoorFormProps {
  readonly form: Form
  readonly send: string
  readonly children: ReactNode
}

/** The fields, the error of the whole form, and the one thing to do. */
export function SignInSheetForm({ form, send, children }: DoorFormProps) {
  const trouble = form.trouble('form')
  return (
    <form className="stack" onSubmit={form.onSubmit} noValidate>
      {children}
      <Trouble text={trouble} />
      <Button type="submit" look="main" className="door-send" aria-busy={form.isBusy}>
        {send}
      </Button>
    </form>
  )
}
